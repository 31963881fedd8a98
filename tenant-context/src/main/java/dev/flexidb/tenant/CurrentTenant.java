package dev.flexidb.tenant;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The tenant of the current thread, for blocking code and logging at the edge: a controller, a job,
 * a log line. Databases never read it; they read the Reactor Context.
 *
 * <pre>{@code
 * try (CurrentTenant.Scope scope = CurrentTenant.open("company_123")) {
 *   return orders.findAll().collectList().contextCapture().block();
 * }
 * }</pre>
 *
 * <p>Every method speaks of the calling thread alone. A tenant and the bypass replace each other
 * while the inner scope is open. Where SLF4J is on the class path, the MDC holds the schema under
 * {@value SchemaMdc#KEY} as long as the thread has one; that MDC key is then this class's own.
 *
 * <p>With Micrometer's context-propagation on the class path, {@code contextCapture()} carries the
 * thread's tenant into the Context, and {@code handle} and {@code tap} show the Context's tenant
 * here. With {@code Hooks.enableAutomaticContextPropagation()} that holds for every operator, and
 * {@code block()} captures by itself. See {@link TenantThreadLocalAccessor}.
 */
public final class CurrentTenant {

  private static final ThreadLocal<@Nullable Selection> CURRENT = new ThreadLocal<>();

  private CurrentTenant() {}

  /** Returns the thread's schema; empty if there is none, or it was bypassed. */
  public static Optional<SchemaName> schema() {
    return Optional.ofNullable(CURRENT.get()).flatMap(Selection::schema);
  }

  /** Tells whether the bypass was chosen, which is not the same as no tenant. */
  public static boolean isBypassed() {
    Selection current = CURRENT.get();
    return current != null && current.isBypass();
  }

  /**
   * Gives the thread a tenant until the scope is closed.
   *
   * @throws InvalidSchemaNameException if no schema may have this name; the thread is left as it
   *     was
   */
  public static Scope open(String schema) {
    return open(new SchemaName(schema));
  }

  /**
   * Gives the thread a tenant until the scope is closed.
   *
   * @throws NullPointerException if it is null; the thread is left as it was
   */
  public static Scope open(SchemaName schema) {
    Objects.requireNonNull(
        schema, "schema is null; give a SchemaName, or choose openWithoutSchema()");
    return new Scope(Selection.of(schema));
  }

  /** Lets the thread go past the tenants until the scope is closed, for shared and admin work. */
  public static Scope openWithoutSchema() {
    return new Scope(Selection.bypass());
  }

  static @Nullable Selection get() {
    return CURRENT.get();
  }

  static void set(@Nullable Selection selection) {
    Selection previous = CURRENT.get();
    if (selection == previous) {
      return;
    }
    if (selection == null) {
      CURRENT.remove();
    } else {
      CURRENT.set(selection);
    }
    SchemaMdc.show(selection);
  }

  /**
   * The time in which a thread has a tenant. Meant for try-with-resources: closed by the thread
   * that opened it, the innermost first. Closing gives the thread back what it had before; a second
   * {@link #close()} does nothing.
   */
  public static final class Scope implements AutoCloseable {

    private final Thread owner = Thread.currentThread();
    private final @Nullable Selection previous = CURRENT.get();
    private final Selection selection;
    private boolean closed;

    private Scope(Selection selection) {
      this.selection = selection;
      set(selection);
    }

    /**
     * Gives the thread back what it had before.
     *
     * @throws IllegalStateException on another thread, which keeps what it has; or if the thread's
     *     tenant is not the one this scope set (an inner scope is still open, or an outer one was
     *     closed first), and then the thread is left with no tenant at all
     */
    @Override
    public void close() {
      if (owner != Thread.currentThread()) {
        throw new IllegalStateException(
            "The scope of tenant "
                + selection
                + " was opened by thread \""
                + owner.getName()
                + "\" and closed by \""
                + Thread.currentThread().getName()
                + "\": close it where it was opened, best with try-with-resources");
      }
      if (closed) {
        return;
      }
      closed = true;
      Selection current = CURRENT.get();
      if (current != selection) {
        // Fail closed: going back to "previous" could leave a tenant here for good.
        set(null);
        throw new IllegalStateException(
            "The scope of tenant "
                + selection
                + " was closed while the thread is on "
                + (current == null ? "no tenant" : current)
                + ": close scopes innermost first, best with try-with-resources");
      }
      set(previous);
    }
  }
}
