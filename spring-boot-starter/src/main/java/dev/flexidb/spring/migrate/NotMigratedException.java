package dev.flexidb.spring.migrate;

import dev.flexidb.migrate.MigrationEvent.Reason;
import dev.flexidb.migrate.SchemaTarget;
import io.r2dbc.spi.R2dbcNonTransientException;

/** A schema was left behind by a migration that was given up. */
public final class NotMigratedException extends R2dbcNonTransientException {

  private static final long serialVersionUID = 1L;

  NotMigratedException(SchemaTarget first, Reason reason) {
    super(
        "%s, and maybe others, were not migrated (%s); see the errors above, correct them and start again"
            .formatted(first, reason));
  }
}
