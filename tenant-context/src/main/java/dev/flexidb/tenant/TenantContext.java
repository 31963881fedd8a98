package dev.flexidb.tenant;

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
 * @see CurrentTenant for blocking code and logging at the edge
 */
public final class TenantContext {

  /** The one key for tenant and bypass alike, so that there can never be both. */
  static final Object KEY =
      new Object() {
        @Override
        public String toString() {
          return "dev.flexidb.tenant";
        }
      };

  private TenantContext() {}

  /**
   * Chooses a tenant's schema: {@code .contextWrite(withSchema("company_123"))}.
   *
   * @throws InvalidSchemaNameException at once, if no schema may have this name
   */
  public static Context withSchema(String schema) {
    return withSchema(new SchemaName(schema));
  }

  /** Chooses a tenant's schema. */
  public static Context withSchema(SchemaName schema) {
    return Context.of(KEY, Selection.of(schema));
  }

  /**
   * Chooses to go past the tenants, for shared and admin work. What that means is up to the
   * database's tenancy.
   */
  public static Context withoutSchema() {
    return Context.of(KEY, Selection.bypass());
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

  private static Optional<Selection> selectionOf(ContextView context) {
    return context.getOrEmpty(KEY);
  }
}
