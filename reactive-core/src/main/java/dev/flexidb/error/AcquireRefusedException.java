package dev.flexidb.error;

import io.r2dbc.spi.R2dbcTransientResourceException;
import org.jspecify.annotations.Nullable;

/** The pool is in use and its queue is full, so a caller was refused at once. */
public final class AcquireRefusedException extends R2dbcTransientResourceException {

  private static final long serialVersionUID = 1L;

  public AcquireRefusedException(String database, int waiting, int max, @Nullable Throwable cause) {
    super(
        ("database \"%s\": all %d connections are in use and %d callers wait already; limit the"
                + " concurrency of a batch (BatchOptions), raise maxPending or maxSize, or ask again"
                + " later")
            .formatted(database, max, waiting),
        cause);
  }
}
