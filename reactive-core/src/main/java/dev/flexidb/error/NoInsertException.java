package dev.flexidb.error;

import io.r2dbc.spi.R2dbcNonTransientException;

/**
 * A statement asked for the number that the last insert of its session made ({@code lastval()},
 * {@code LAST_INSERT_ID()}), and nothing was inserted on its connection since it was borrowed. The
 * number would be another borrower's; nothing was sent.
 */
public final class NoInsertException extends R2dbcNonTransientException {

  private static final long serialVersionUID = 1L;

  public NoInsertException(String database) {
    super(
        ("database \"%s\": the number of the session's last insert was asked for before an insert"
                + " on this connection, and would be another caller's; insert first on the same"
                + " connection, or use RETURNING or returnGeneratedValues(..)")
            .formatted(database));
  }
}
