package dev.flexidb.migrate;

import dev.flexidb.error.Quoted;
import io.r2dbc.spi.R2dbcNonTransientException;
import java.util.Collection;

/** A schema is no tenant's, so it is left alone. */
public final class NoTenantException extends R2dbcNonTransientException {

  private static final long serialVersionUID = 1L;

  private final String schema;

  NoTenantException(String database, String schema, Collection<String> known) {
    super(
        "database \"%s\" has no tenant whose schema is \"%s\"; nothing was touched; %s"
            .formatted(
                database,
                schema,
                known.isEmpty() ? "it has none yet" : "known are " + Quoted.names(known)));
    this.schema = schema;
  }

  /** The schema that was asked for. */
  public String schema() {
    return schema;
  }
}
