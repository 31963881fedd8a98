package dev.flexidb.migrate;

import dev.flexidb.TenantState;
import dev.flexidb.migrate.Ledger.Entry;
import dev.flexidb.migrate.Ledger.State;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Finds out what became of migrations that were begun: the schema's history is what counts. */
final class Reconciliation {

  private final Site site;
  private final MigrationSet set;
  private final Ledger ledger;

  Reconciliation(Site site, MigrationSet set, Ledger ledger) {
    this.site = site;
    this.set = set;
    this.ledger = ledger;
  }

  /** Of a whole domain, while nobody else works on it. */
  void ofAll() throws SQLException {
    site.run(
        connection -> {
          Map<String, List<Entry>> begun =
              ledger.in(connection, set.domain(), State.STARTED).stream()
                  .collect(Collectors.groupingBy(Entry::schema));
          for (Map.Entry<String, List<Entry>> each : begun.entrySet()) {
            judge(connection, set.target(each.getKey()), each.getValue());
          }
        });
  }

  /** Of one schema, behind the work on it. */
  void ofOne(SchemaTarget target) throws SQLException {
    site.run(
        connection -> {
          judge(
              connection,
              target,
              ledger.in(connection, target.domain(), State.STARTED).stream()
                  .filter(entry -> entry.schema().equals(target.schema()))
                  .toList());
        });
  }

  /** Of these of one schema, whatever others have made of their entries meanwhile. */
  void of(SchemaTarget target, List<Entry> begun) throws SQLException {
    site.run(
        connection -> {
          judge(connection, target, begun);
        });
  }

  private void judge(Connection connection, SchemaTarget target, List<Entry> begun)
      throws SQLException {
    if (begun.isEmpty() || site.dialect().isBusy(connection, target.schema(), set.table())) {
      return;
    }
    Map<String, Boolean> history = history(connection, target);
    boolean failed = false;
    for (Entry entry : begun) {
      Boolean success = history.get(entry.version());
      if (success != null) {
        ledger.put(
            connection,
            target,
            entry.version(),
            entry.script(),
            entry.batch(),
            success ? State.APPLIED : State.FAILED);
        failed |= !success;
      } else if (site.dialect().undoesDdl()) {
        ledger.forget(connection, target, State.STARTED);
      } else {
        markFailed(connection, target, entry);
        ledger.set(connection, target, entry.version(), State.FAILED);
        failed = true;
      }
    }
    if (failed) {
      refuse(connection, target.schema());
    }
  }

  /** A tenant whose schema is half of this and half of that is not served. */
  void refuse(Connection connection, String schema) throws SQLException {
    Registry registry = new Registry(site.dialect(), site.home());
    if (set.isForTenants() && registry.exists(connection)) {
      registry.move(connection, schema, TenantState.FAILED, TenantState.ACTIVE);
    }
  }

  private Map<String, Boolean> history(Connection connection, SchemaTarget target)
      throws SQLException {
    try {
      return Sql.rows(
              connection,
              "SELECT version, success FROM "
                  + site.dialect().qualified(target.schema(), set.table())
                  + " WHERE version IS NOT NULL",
              row -> Map.entry(row.getString(1), row.getBoolean(2)))
          .stream()
          .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (a, b) -> b));
    } catch (SQLException failed) {
      if (site.dialect().saysGone(failed)) {
        return Map.of();
      }
      throw failed;
    }
  }

  /** So that stock Flyway refuses the schema as well. */
  private void markFailed(Connection connection, SchemaTarget target, Entry entry)
      throws SQLException {
    String table = site.dialect().qualified(target.schema(), set.table());
    try {
      Sql.run(
          connection,
          ("INSERT INTO %s (installed_rank, version, description, type, script, checksum,"
                  + " installed_by, execution_time, success) SELECT coalesce(max(installed_rank), 0) +"
                  + " 1, ?, 'killed', 'SQL', ?, NULL, 'flexidb', 0, false FROM %s")
              .formatted(table, table),
          entry.version(),
          entry.script());
    } catch (SQLException failed) {
      if (!site.dialect().saysGone(failed)) {
        throw failed;
      }
    }
  }
}
