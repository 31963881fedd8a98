package dev.flexidb.migrate;

import io.r2dbc.spi.R2dbcTransientResourceException;
import java.time.Duration;

/** Another node migrates the same domain, and has not ended in time. Trying later may help. */
public final class MigrationBusyException extends R2dbcTransientResourceException {

  private static final long serialVersionUID = 1L;

  MigrationBusyException(String database, String domain, Duration waited) {
    super(
        ("database \"%s\", domain \"%s\": another node is migrating it, and has not ended within"
                + " %s; nothing was touched; try again, or wait longer (leadTimeout)")
            .formatted(database, domain, waited));
  }
}
