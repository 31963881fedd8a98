package dev.flexidb.error;

import io.r2dbc.spi.R2dbcTimeoutException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The deadline of the caller passed, which says nothing of the database. What was waited for is
 * given up, and stopped at the server.
 */
public final class DeadlineExceededException extends R2dbcTimeoutException {

  private static final long serialVersionUID = 1L;

  /** What was waited for when the deadline passed. */
  public enum WaitedFor {
    /** Nothing: it had passed before anything began. */
    NOTHING,
    /** A connection, or the end of what ran before on the caller's own. */
    CONNECTION,
    /** The server's answer. */
    ANSWER
  }

  private final Duration deadline;
  private final WaitedFor waitedFor;
  private final boolean mayBeKept;

  /**
   * @param deadline as it was given
   * @param mayBeKept whether the server may keep what the statement changed
   */
  public DeadlineExceededException(
      String database,
      Duration deadline,
      WaitedFor waitedFor,
      boolean mayBeKept,
      @Nullable Throwable cause) {
    super(
        "database \"%s\": the deadline of %d ms passed %s"
            .formatted(database, deadline.toMillis(), state(waitedFor, mayBeKept)),
        cause);
    this.deadline = deadline;
    this.waitedFor = waitedFor;
    this.mayBeKept = mayBeKept;
  }

  private static String state(WaitedFor waitedFor, boolean mayBeKept) {
    return switch (waitedFor) {
      case NOTHING -> "before anything was sent; give more time with withDeadline(..)";
      case CONNECTION ->
          "while waiting for a connection, and nothing was sent; shorten the work that holds"
              + " connections, or give more time with withDeadline(..)";
      case ANSWER ->
          mayBeKept
              ? "while waiting for the answer to a write that commits itself, so it may or may not"
                  + " have been done; look before you do it again"
              : "while waiting for the server's answer, and the statement is stopped there; give"
                  + " more time with withDeadline(..)";
    };
  }

  /** How long the caller was willing to wait, as it was given. */
  public Duration deadline() {
    return deadline;
  }

  /** What was waited for when it passed. */
  public WaitedFor waitedFor() {
    return waitedFor;
  }

  /**
   * Whether the server may keep what the statement changed: a write in autocommit was sent, and not
   * answered.
   */
  public boolean mayBeKept() {
    return mayBeKept;
  }
}
