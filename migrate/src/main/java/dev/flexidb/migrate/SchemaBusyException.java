package dev.flexidb.migrate;

import io.r2dbc.spi.R2dbcTransientResourceException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Somebody else has held a schema, or a table in it, for too long. Trying later may help. */
public final class SchemaBusyException extends R2dbcTransientResourceException {

  private static final long serialVersionUID = 1L;

  SchemaBusyException(
      String database, String schema, Duration waited, int attempts, @Nullable Throwable cause) {
    super(
        ("database \"%s\": schema \"%s\" is in use, and was not free within %s, %d times; it is as it"
                + " was; try again, or wait longer with lockTimeout and lockAttempts")
            .formatted(database, schema, waited, attempts),
        cause);
  }
}
