package dev.flexidb.error;

import io.r2dbc.spi.R2dbcTimeoutException;
import java.time.Duration;

/**
 * No connection became free in time. The message holds the pool's numbers, as HikariCP's does.
 *
 * <p>{@link #poolWasFull()} tells a busy pool from a database that does not let connections in.
 */
public final class AcquireTimeoutException extends R2dbcTimeoutException {

  private static final long serialVersionUID = 1L;

  private final boolean poolWasFull;

  public AcquireTimeoutException(
      String database, Duration limit, int total, int active, int idle, int waiting, int max) {
    super(
        ("database \"%s\": no connection within %d ms (total=%d, active=%d, idle=%d, waiting=%d,"
                + " max=%d); %s")
            .formatted(
                database,
                limit.toMillis(),
                total,
                active,
                idle,
                waiting,
                max,
                active >= max
                    ? "shorten the work that holds connections, or raise maxSize or acquireTimeout"
                    : "the server lets no connection in; check that it is up and reachable"));
    this.poolWasFull = active >= max;
  }

  /** Whether every connection that the pool may have was in use. */
  public boolean poolWasFull() {
    return poolWasFull;
  }
}
