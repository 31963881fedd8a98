package dev.flexidb.error;

import io.r2dbc.spi.R2dbcTransientResourceException;
import org.jspecify.annotations.Nullable;

/**
 * No replica took a read, and it may not fall back to the primary. Nothing was sent; it may be
 * tried again.
 */
public final class NoReplicaException extends R2dbcTransientResourceException {

  private static final long serialVersionUID = 1L;

  /**
   * @param last what the last replica that was asked failed with; null where none was fit to be
   *     asked, or none showed the reader's own writes in time
   */
  public NoReplicaException(String database, int replicas, @Nullable Throwable last) {
    super(
        "database \"%s\": none of its %d replicas took the read (%s); try again later, or choose Fallback.PRIMARY"
            .formatted(
                database,
                replicas,
                last == null
                    ? "their circuits are open, or they lag behind the reader's own writes"
                    : Quoted.line(String.valueOf(last.getMessage()))),
        last);
  }
}
