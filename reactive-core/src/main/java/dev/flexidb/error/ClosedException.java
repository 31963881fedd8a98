package dev.flexidb.error;

import io.r2dbc.spi.R2dbcNonTransientException;
import org.jspecify.annotations.Nullable;

/**
 * The database was closed or unregistered: it takes no more work, or the time that it left for work
 * in progress was over.
 */
public final class ClosedException extends R2dbcNonTransientException {

  private static final long serialVersionUID = 1L;

  /** Of new work. */
  public ClosedException(String database) {
    this("database \"%s\" is closed; it takes no more work".formatted(database), null);
  }

  private ClosedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /**
   * Of work that was in progress and is undone; the cause is what the driver said of it, if any.
   */
  public static ClosedException ofWork(String database, @Nullable Throwable cause) {
    return new ClosedException(
        ("database \"%s\" was closed before this work ended, and what was not committed is undone;"
                + " give work more time with closeGrace(..) or the drain of unregister(..)")
            .formatted(database),
        cause);
  }

  /** Of a registration that comes after close. */
  public static ClosedException ofAll() {
    return new ClosedException(
        "the ReactiveFlexiDb is closed; it takes no more databases; build another one", null);
  }
}
