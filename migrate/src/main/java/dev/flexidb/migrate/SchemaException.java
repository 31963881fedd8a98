package dev.flexidb.migrate;

import io.r2dbc.spi.R2dbcNonTransientException;
import org.jspecify.annotations.Nullable;

/** The server has refused something that was to be done to a tenant's schema. */
public final class SchemaException extends R2dbcNonTransientException {

  private static final long serialVersionUID = 1L;

  private final String schema;

  SchemaException(String database, String schema, String why, @Nullable Throwable cause) {
    super(
        "database \"%s\", schema \"%s\": %s"
            .formatted(database, schema, InvalidMigrationsException.oneLine(why)),
        cause);
    this.schema = schema;
  }

  /** The schema that was worked on. */
  public String schema() {
    return schema;
  }
}
