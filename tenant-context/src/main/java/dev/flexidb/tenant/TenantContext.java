package dev.flexidb.tenant;

import java.util.Objects;
import java.util.Optional;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * The tenant of a pipeline, carried in its Reactor {@link Context} and never in a thread.
 *
 * <p>Stateless and safe for use by any thread.
 *
 * <pre>{@code
 * Flux<Order> orders = repository.findAll().contextWrite(withSchema("company_123"));
 * Flux<Plan> plans = planRepository.findAll().contextWrite(withoutSchema());
 * }</pre>
 *
 * <p>A tenant and the bypass replace each other: of several, the one nearest to the source counts,
 * as with any {@code contextWrite}. Neither of them is a third state, in which nothing may be sent
 * to a database that separates tenants.
 *
 * <p>What {@code contextCapture()} brings in from a thread (see {@link CurrentTenant}) counts only
 * where neither was written: a thread never overrides a Context, wherever the capture stands.
 */
public final class TenantContext {

  private static final Object EXPLICIT = new Key("dev.flexidb.tenant");

  /**
   * Where a bridge to thread-locals reads and writes. A key of its own, because {@code
   * contextCapture()} overwrites what stands there already; see {@link #EXPLICIT}, which it cannot
   * reach.
   */
  static final Object SHARED_WITH_THREADS = new Key("dev.flexidb.tenant.thread");

  private TenantContext() {}

  /**
   * Chooses a tenant's schema: {@code .contextWrite(withSchema("company_123"))}.
   *
   * @throws InvalidSchemaNameException at once, if no schema may have this name
   */
  public static Context withSchema(String schema) {
    return withSchema(new SchemaName(schema));
  }

  /**
   * Chooses a tenant's schema.
   *
   * @throws NullPointerException at once, if it is null, which never means {@link #withoutSchema()}
   */
  public static Context withSchema(SchemaName schema) {
    Objects.requireNonNull(schema, "schema is null; give a SchemaName, or choose withoutSchema()");
    return with(Selection.of(schema));
  }

  /**
   * Chooses to go past the tenants, for shared and admin work. Which schemas that means is up to
   * the database's tenancy.
   */
  public static Context withoutSchema() {
    return with(Selection.bypass());
  }

  /** Gives the subscriber's schema; empty if there is none, or it was bypassed. Never fails. */
  public static Mono<SchemaName> currentSchema() {
    return Mono.deferContextual(context -> Mono.justOrEmpty(schemaOf(context)));
  }

  /** Tells whether the subscriber has a schema. Never fails, never empty. */
  public static Mono<Boolean> hasSchema() {
    return Mono.deferContextual(context -> Mono.just(schemaOf(context).isPresent()));
  }

  /** Returns the schema of a Context; empty if there is none, or it was bypassed. */
  public static Optional<SchemaName> schemaOf(ContextView context) {
    return selectionOf(context).flatMap(Selection::schema);
  }

  /** Tells whether {@link #withoutSchema()} was chosen, which is not the same as no tenant. */
  public static boolean isBypassed(ContextView context) {
    return selectionOf(context).filter(Selection::isBypass).isPresent();
  }

  private static Context with(Selection selection) {
    return Context.of(EXPLICIT, selection, SHARED_WITH_THREADS, selection);
  }

  private static Optional<Selection> selectionOf(ContextView context) {
    Optional<Selection> explicit = context.getOrEmpty(EXPLICIT);
    return explicit.isPresent() ? explicit : context.getOrEmpty(SHARED_WITH_THREADS);
  }

  /** Equal to itself alone, so that no other code can write under it by accident. */
  private static final class Key {
    private final String name;

    Key(String name) {
      this.name = name;
    }

    @Override
    public String toString() {
      return name;
    }
  }
}
