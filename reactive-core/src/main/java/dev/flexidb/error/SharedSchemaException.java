package dev.flexidb.error;

import io.r2dbc.spi.R2dbcNonTransientException;

/**
 * A tenant was named like a schema that the tenants share, whose tables would have answered as if
 * they were the tenant's. Nothing was sent.
 */
public final class SharedSchemaException extends R2dbcNonTransientException {

  private static final long serialVersionUID = 1L;

  private final String database;
  private final String schema;

  public SharedSchemaException(String database, String schema) {
    super(
        ("database \"%s\": schema \"%s\" is shared, so it is no tenant; nothing was sent; correct the"
                + " tenant, or use .contextWrite(withoutSchema()) to reach what is shared")
            .formatted(database, schema));
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
