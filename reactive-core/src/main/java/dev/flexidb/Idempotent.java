package dev.flexidb;

import dev.flexidb.connection.StatementRetry;
import reactor.util.context.Context;

/**
 * Marks statements that do no harm when they run twice, in the Reactor {@link Context} of their
 * pipeline. Stateless and safe for use by any thread.
 *
 * <pre>{@code
 * orders.sql("SELECT count(*) FROM orders").mapValue(Long.class).one()
 *     .contextWrite(idempotent());
 * }</pre>
 *
 * <p>Such a statement is run once more, on another connection and in the same tenant, when its
 * connection is lost or cannot be opened before its user has seen a row or an end; {@link
 * StatementRetryConfig} says how often. Only a single SELECT, INSERT, UPDATE, DELETE or the like,
 * and only outside of transactions; never for an SQL error. A write that is marked may therefore
 * run a second time though the first one was kept: {@code UPDATE .. SET paid = true} may, {@code
 * SET n = n + 1} may not.
 *
 * <p>Statements of a {@link Access#READ} view, which the server holds read-only, need no mark.
 *
 * <p>The mark holds for all statements of the pipeline it is written to, so write it close to them.
 */
public final class Idempotent {

  private Idempotent() {}

  /** The mark: {@code .contextWrite(idempotent())}. */
  public static Context idempotent() {
    return StatementRetry.idempotent();
  }
}
