package dev.flexidb.error;

import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.R2dbcTransientResourceException;

/**
 * The connection was lost, and nothing was kept of what it was asked to do: it was a read, or was
 * never sent, or its transaction was not committed. It may be tried again, from the beginning of
 * the transaction where there was one.
 */
public final class ConnectionLostException extends R2dbcTransientResourceException {

  private static final long serialVersionUID = 1L;

  public ConnectionLostException(String database, Throwable cause) {
    super(
        ("database \"%s\": the connection was lost, and nothing was kept of the statement or the"
                + " transaction that it carried (%s); try it again")
            .formatted(database, Quoted.line(String.valueOf(cause.getMessage()))),
        cause instanceof R2dbcException lost ? lost.getSqlState() : null,
        cause instanceof R2dbcException lost ? lost.getErrorCode() : 0,
        cause);
  }
}
