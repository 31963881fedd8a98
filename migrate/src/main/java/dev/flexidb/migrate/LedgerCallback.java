package dev.flexidb.migrate;

import dev.flexidb.migrate.Ledger.State;
import java.sql.SQLException;
import java.util.function.ToIntFunction;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;

/**
 * Writes down which migration is begun, before it is: where DDL commits by itself, that is all that
 * tells of one that was killed.
 */
final class LedgerCallback implements Callback {

  private final Site site;
  private final Ledger ledger;
  private final SchemaTarget target;
  private final ToIntFunction<String> batchOf;

  LedgerCallback(Site site, Ledger ledger, SchemaTarget target, ToIntFunction<String> batchOf) {
    this.site = site;
    this.ledger = ledger;
    this.target = target;
    this.batchOf = batchOf;
  }

  @Override
  public boolean supports(Event event, Context context) {
    return event == Event.BEFORE_EACH_MIGRATE;
  }

  @Override
  public boolean canHandleInTransaction(Event event, Context context) {
    return true;
  }

  @Override
  public void handle(Event event, Context context) {
    MigrationInfo migration = context.getMigrationInfo();
    if (migration == null || migration.getVersion() == null) {
      return;
    }
    try {
      site.run(
          connection -> {
            ledger.put(
                connection,
                target,
                migration.getVersion().toString(),
                migration.getScript(),
                batchOf.applyAsInt(migration.getVersion().toString()),
                State.STARTED);
          });
    } catch (SQLException failed) {
      throw new FlywayException("the ledger cannot be written", failed);
    }
  }

  @Override
  public String getCallbackName() {
    return "ledger";
  }
}
