package dev.flexidb.migrate;

import dev.flexidb.migrate.SchemaPlan.Pending;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.flywaydb.core.internal.util.AbbreviationUtils;
import org.jspecify.annotations.Nullable;

/**
 * All that a schema lacks, on PostgreSQL, in one transaction and one flight: Flyway's own lock, a
 * look whether the history is still what it was, the scripts, and their rows of the history.
 */
final class OneFlight {

  /** When the migration began, by the server's clock, for the time that its row tells. */
  private static final String BEGAN = "flexidb.began";

  /** A statement, and where it comes from; ours come from nowhere. */
  private record Part(SchemaTarget target, @Nullable Script script, int line, String sql) {}

  private final PostgreSqlDialect dialect;
  private SchemaTarget target;
  private final List<Part> parts = new ArrayList<>();

  OneFlight(PostgreSqlDialect dialect, SchemaTarget target) {
    this.dialect = dialect;
    this.target = target;
  }

  /** Ours, in its turn. */
  OneFlight then(String sql) {
    parts.add(new Part(target, null, 0, sql));
    return this;
  }

  /** What comes from here on is this target's. */
  OneFlight begin(
      SchemaTarget next, String table, List<String> path, Standing standing, Duration lockTimeout) {
    target = next;
    dialect.begin(target.schema(), table, path, standing.digest(), lockTimeout).forEach(this::then);
    if (standing.digest() == null) {
      dialect.createHistory(target.schema(), table).forEach(this::then);
    }
    return this;
  }

  OneFlight migrate(String table, int rank, Pending migration, Script script) {
    then("SELECT set_config('%s', clock_timestamp()::text, true)".formatted(BEGAN));
    run(script);
    return then(
        ("INSERT INTO %s (installed_rank, version, description, type, script, checksum,"
                + " installed_by, execution_time, success) VALUES (%d, %s, %s, %s, %s, %s,"
                + " current_user, extract(epoch FROM clock_timestamp() -"
                + " current_setting('%s')::timestamptz) * 1000, true)")
            .formatted(
                dialect.qualified(target.schema(), table),
                rank,
                Dialect.literal(String.valueOf(migration.version())),
                Dialect.literal(AbbreviationUtils.abbreviateDescription(migration.description())),
                Dialect.literal(migration.type()),
                Dialect.literal(AbbreviationUtils.abbreviateScript(migration.script())),
                migration.checksum(),
                BEGAN));
  }

  OneFlight run(Script script) {
    script
        .pieces()
        .forEach(piece -> parts.add(new Part(target, script, piece.line(), piece.sql())));
    return this;
  }

  /**
   * Runs all of it, or nothing.
   *
   * @throws MigrationException if a script fails, which is found out one statement at a time
   * @throws SQLException if something of ours does, or a lock was not to be had
   */
  void fly(Connection connection) throws SQLException {
    try {
      inTransaction(
          connection,
          List.of(
              new Part(
                  target,
                  null,
                  0,
                  parts.stream().map(Part::sql).collect(Collectors.joining("\n;\n")))));
    } catch (SQLException failed) {
      if (dialect.saysLocked(failed) || dialect.saysMoved(failed) || dialect.saysDown(failed)) {
        throw failed;
      }
      inTransaction(connection, parts);
    }
  }

  private void inTransaction(Connection connection, List<Part> all) throws SQLException {
    Sql.inTransaction(
        connection,
        within -> {
          try (Statement statement = within.createStatement()) {
            statement.setEscapeProcessing(false);
            for (Part part : all) {
              run(statement, part);
            }
          }
          return true;
        });
  }

  private void run(Statement statement, Part part) throws SQLException {
    try {
      statement.execute(part.sql());
    } catch (SQLException failed) {
      if (part.script() == null || dialect.saysLocked(failed) || dialect.saysDown(failed)) {
        throw failed;
      }
      throw MigrationException.at(
          part.target(),
          part.script().version(),
          part.script().file(),
          part.line() + dialect.lineOf(failed, part.sql()),
          dialect.message(failed),
          false,
          failed);
    }
  }
}
