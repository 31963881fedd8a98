package dev.flexidb.error;

import io.r2dbc.spi.R2dbcNonTransientException;

/**
 * The connection was lost while the server committed: the work may or may not have been done. It is
 * never tried again by itself.
 */
public final class CommitOutcomeUnknownException extends R2dbcNonTransientException {

  private static final long serialVersionUID = 1L;

  public CommitOutcomeUnknownException(String database, Throwable cause) {
    super(
        ("database \"%s\": the connection was lost during COMMIT, so the work may or may not have"
                + " been done; look before you do it again")
            .formatted(database),
        cause);
  }
}
