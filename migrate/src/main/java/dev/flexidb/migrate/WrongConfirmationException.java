package dev.flexidb.migrate;

import io.r2dbc.spi.R2dbcNonTransientException;

/** What was to confirm that a schema is dropped is not its name; nothing was touched. */
public final class WrongConfirmationException extends R2dbcNonTransientException {

  private static final long serialVersionUID = 1L;

  WrongConfirmationException(String database, String schema) {
    super(
        ("database \"%s\": schema \"%s\" was not dropped, as the confirmation is not its name;"
                + " give the name once more to drop it with all that is in it")
            .formatted(database, schema));
  }
}
