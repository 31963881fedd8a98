package dev.flexidb.error;

import io.r2dbc.spi.R2dbcTimeoutException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * No connection became free in time. The message holds the pool's numbers, as HikariCP's does.
 *
 * <p>{@link #poolWasFull()} tells a busy pool from a database that does not let connections in.
 */
public final class AcquireTimeoutException extends R2dbcTimeoutException {

  private static final long serialVersionUID = 1L;

  private final boolean poolWasFull;

  /**
   * @param served whether others got a connection meanwhile
   * @param lastFailure why the last attempt to open a connection failed; null if it did not
   */
  public AcquireTimeoutException(
      String database,
      Duration limit,
      int total,
      int active,
      int idle,
      int waiting,
      int max,
      boolean served,
      @Nullable Throwable lastFailure) {
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
                hint(served || active >= max, lastFailure)),
        lastFailure);
    this.poolWasFull = served || active >= max;
  }

  private static String hint(boolean full, @Nullable Throwable lastFailure) {
    if (lastFailure != null) {
      return "the last attempt to open one failed: " + lastFailure.getMessage();
    }
    return full
        ? "shorten the work that holds connections, or raise maxSize or acquireTimeout"
        : "the server lets no connection in; check that it is up and reachable";
  }

  /**
   * Whether every connection that the pool may have was in use, or others got one meanwhile: at one
   * moment a connection may be on its way from one to the next.
   */
  public boolean poolWasFull() {
    return poolWasFull;
  }
}
