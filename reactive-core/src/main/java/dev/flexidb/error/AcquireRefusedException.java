package dev.flexidb.error;

import io.r2dbc.spi.R2dbcTransientResourceException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The pool is in use and its queue is full, so a caller was refused at once. Nothing was sent, and
 * trying again after {@link #retryAfter()} may help.
 */
public final class AcquireRefusedException extends R2dbcTransientResourceException {

  private static final long serialVersionUID = 1L;

  private final String database;
  private final int waiting;
  private final int max;
  private final Duration retryAfter;

  /**
   * @param waiting callers that wait for a connection
   * @param max connections that the pool may have
   * @param retryAfter how long one more caller would wait
   */
  public AcquireRefusedException(
      String database, int waiting, int max, Duration retryAfter, @Nullable Throwable cause) {
    super(
        ("database \"%s\": all %d connections are in use and %d callers wait already; ask again in"
                + " %d ms, limit the concurrency of a batch (BatchOptions), or raise maxPending or"
                + " maxSize")
            .formatted(database, max, waiting, retryAfter.toMillis()),
        cause);
    this.database = database;
    this.waiting = waiting;
    this.max = max;
    this.retryAfter = retryAfter;
  }

  /** The name of the database. */
  public String database() {
    return database;
  }

  /** How many callers waited then. */
  public int waiting() {
    return waiting;
  }

  /** How many connections the pool may have. */
  public int max() {
    return max;
  }

  /**
   * How long one more caller would have to wait, by how long connections were held lately: an
   * estimate, of at least 1 ms.
   */
  public Duration retryAfter() {
    return retryAfter;
  }
}
