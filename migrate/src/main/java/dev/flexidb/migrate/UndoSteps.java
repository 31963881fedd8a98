package dev.flexidb.migrate;

import dev.flexidb.migrate.Ledger.State;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * Undoes migrations of one schema where each statement stays. While one is undone its row says that
 * it has failed: whatever ends that half-way, the schema is to be repaired. Its methods block.
 */
final class UndoSteps {

  private final Site site;
  private final MigrationSet set;
  private final Ledger ledger;
  private final SchemaTarget target;
  private final MigrationOptions options;

  UndoSteps(
      Site site, MigrationSet set, Ledger ledger, SchemaTarget target, MigrationOptions options) {
    this.site = site;
    this.set = set;
    this.ledger = ledger;
    this.target = target;
    this.options = options;
  }

  /**
   * Undoes all of it, in this order.
   *
   * @throws MigrationException if a script fails
   */
  void run(Connection connection, List<Script> scripts) throws SQLException {
    site.dialect().enter(connection, site.pathOf(target.schema()), options.lockTimeout());
    for (Script script : scripts) {
      mark(connection, script, false);
      run(connection, script);
      Sql.run(
          connection,
          "DELETE FROM %s WHERE version = %s"
              .formatted(history(), Dialect.literal(script.version())));
      ledger.set(connection, target, script.version(), State.UNDONE);
    }
  }

  private void mark(Connection connection, Script script, boolean success) throws SQLException {
    Sql.run(
        connection,
        "UPDATE %s SET success = %s WHERE version = %s"
            .formatted(history(), success, Dialect.literal(script.version())));
    ledger.set(connection, target, script.version(), success ? State.APPLIED : State.FAILED);
  }

  private void run(Connection connection, Script script) throws SQLException {
    for (int i = 0; i < script.pieces().size(); i++) {
      Script.Piece piece = script.pieces().get(i);
      try (Statement statement = connection.createStatement()) {
        statement.setEscapeProcessing(false);
        statement.execute(piece.sql());
      } catch (SQLException failed) {
        if (site.dialect().saysDown(failed)) {
          throw failed;
        }
        // What the script itself has begun, if it has.
        Sql.run(connection, "ROLLBACK");
        if (i == 0) {
          mark(connection, script, true);
        } else {
          new Reconciliation(site, set, ledger).refuse(connection, target.schema());
        }
        throw MigrationException.at(
            target,
            script.version(),
            script.file(),
            piece.line() + site.dialect().lineOf(failed, piece.sql()),
            site.dialect().message(failed),
            i > 0,
            failed);
      }
    }
  }

  private String history() {
    return site.dialect().qualified(target.schema(), set.table());
  }
}
