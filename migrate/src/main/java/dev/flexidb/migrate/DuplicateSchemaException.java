package dev.flexidb.migrate;

import io.r2dbc.spi.R2dbcNonTransientException;

/** A schema of that name, or a tenant of that id, is there already; nothing was touched. */
public final class DuplicateSchemaException extends R2dbcNonTransientException {

  private static final long serialVersionUID = 1L;

  private final String schema;

  private DuplicateSchemaException(String database, String schema, String what) {
    super(
        "database \"%s\": schema \"%s\" cannot be made, as %s; nothing was touched"
            .formatted(database, schema, what));
    this.schema = schema;
  }

  static DuplicateSchemaException ofTenant(String database, String schema) {
    return new DuplicateSchemaException(database, schema, "it is there already, and is a tenant's");
  }

  static DuplicateSchemaException ofStranger(String database, String schema) {
    return new DuplicateSchemaException(
        database, schema, "one of that name is there already, which is no tenant's");
  }

  /** The schema that was to be made. */
  public String schema() {
    return schema;
  }
}
