package dev.flexidb.error;

import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.R2dbcNonTransientResourceException;

/**
 * The server takes no writes: it is a standby, or was made read-only, or the view or transaction is
 * for reading. Nothing was written. Where it is the server, its connection is closed behind the
 * statement, so that the next one is opened where the URL leads by then.
 */
public final class WriteRefusedException extends R2dbcNonTransientResourceException {

  private static final long serialVersionUID = 1L;

  private final boolean forReading;

  /**
   * @param forReading whether the view or transaction is for reading, whatever the server takes
   */
  public WriteRefusedException(String database, boolean forReading, R2dbcException cause) {
    super(
        "database \"%s\": %s"
            .formatted(
                database,
                forReading
                    ? "a view or transaction for reading takes no writes; write through the"
                        + " database itself, in a transaction that is not read-only"
                    : "the server takes no writes: it is a standby or was made read-only; nothing"
                        + " was written, lead the URL to the primary"),
        cause.getSqlState(),
        cause.getErrorCode(),
        cause);
    this.forReading = forReading;
  }

  /** Whether the view or transaction is for reading; else it is the server that takes no writes. */
  public boolean isForReading() {
    return forReading;
  }
}
