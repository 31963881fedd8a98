package dev.flexidb.error;

import io.r2dbc.spi.R2dbcNonTransientException;

/** The database was closed, so it takes no more work. */
public final class ClosedException extends R2dbcNonTransientException {

  private static final long serialVersionUID = 1L;

  public ClosedException(String database) {
    super("database \"%s\" is closed; it takes no more work".formatted(database));
  }
}
