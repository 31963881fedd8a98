package dev.flexidb.error;

import io.r2dbc.spi.R2dbcNonTransientException;

/** The directory knows no tenant of that id that may be served. */
public final class UnknownTenantException extends R2dbcNonTransientException {

  private static final long serialVersionUID = 1L;

  public UnknownTenantException(String database, String id) {
    super(
        "database \"%s\" has no tenant \"%s\"; create it, or correct the id"
            .formatted(database, Quoted.line(id)));
  }
}
