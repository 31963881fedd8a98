package dev.flexidb.error;

import io.r2dbc.spi.R2dbcNonTransientException;

/** The tenant's schema does not exist, or the login may not use it. Nothing was read or written. */
public final class UnknownSchemaException extends R2dbcNonTransientException {

  private static final long serialVersionUID = 1L;

  private final String database;
  private final String schema;

  public UnknownSchemaException(String database, String schema, Throwable cause) {
    super(
        ("database \"%s\" has no schema \"%s\" that its login may use; nothing was read or written;"
                + " create the schema or correct the tenant")
            .formatted(database, schema),
        cause);
    this.database = database;
    this.schema = schema;
  }

  /** The name of the database. */
  public String database() {
    return database;
  }

  /** The schema that was asked for. */
  public String schema() {
    return schema;
  }
}
