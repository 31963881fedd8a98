package dev.flexidb.error;

import io.r2dbc.spi.R2dbcNonTransientException;

/**
 * The connection was lost, or the caller's deadline passed, before the server answered a COMMIT, or
 * a write that commits itself: the work may or may not have been done. It is never tried again by
 * itself.
 */
public final class CommitOutcomeUnknownException extends R2dbcNonTransientException {

  private static final long serialVersionUID = 1L;

  /**
   * @param commit whether it was a COMMIT, and not a statement that commits itself
   */
  public CommitOutcomeUnknownException(String database, boolean commit, Throwable cause) {
    super(
        ("database \"%s\": %s before the server answered %s, so the work may or may not have been"
                + " done; look before you do it again")
            .formatted(
                database,
                cause instanceof DeadlineExceededException
                    ? "the deadline passed"
                    : "the connection was lost",
                commit ? "COMMIT" : "a write that commits itself"),
        cause);
  }
}
