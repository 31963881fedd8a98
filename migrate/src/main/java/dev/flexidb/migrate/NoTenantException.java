package dev.flexidb.migrate;

import io.r2dbc.spi.R2dbcNonTransientException;

/** A schema is no tenant's, so it is left alone. */
public final class NoTenantException extends R2dbcNonTransientException {

  private static final long serialVersionUID = 1L;

  private final String schema;

  NoTenantException(String database, String schema) {
    super(
        ("database \"%s\" has no tenant whose schema is \"%s\"; nothing was touched;"
                + " listSchemas() tells those that there are")
            .formatted(database, schema));
    this.schema = schema;
  }

  /** The schema that was asked for. */
  public String schema() {
    return schema;
  }
}
