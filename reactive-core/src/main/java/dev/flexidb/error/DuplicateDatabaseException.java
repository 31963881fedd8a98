package dev.flexidb.error;

import io.r2dbc.spi.R2dbcNonTransientException;

/** A database was to be registered under a name that is taken. */
public final class DuplicateDatabaseException extends R2dbcNonTransientException {

  private static final long serialVersionUID = 1L;

  public DuplicateDatabaseException(String name) {
    super(
        "a database named \"%s\" is registered already; choose another name"
            .formatted(Quoted.line(name)));
  }
}
