package dev.flexidb.migrate;

import java.sql.SQLException;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.internal.exception.FlywayMigrateException;
import org.flywaydb.core.internal.sqlscript.FlywaySqlScriptException;
import org.jspecify.annotations.Nullable;

/** What Flyway says of a failure, in our terms. */
final class FlywayFailure {

  private FlywayFailure() {}

  /**
   * @throws SQLException if a lock was not to be had and nothing is left, or the server has gone
   */
  static MigrationException of(FlywayException failed, Dialect dialect, SchemaTarget target)
      throws SQLException {
    SQLException said = find(failed, SQLException.class);
    FlywayMigrateException migrate = find(failed, FlywayMigrateException.class);
    FlywaySqlScriptException script = find(failed, FlywaySqlScriptException.class);
    boolean kept =
        !dialect.undoesDdl() || (migrate != null && !migrate.isExecutableInTransaction());
    if (said != null && (dialect.saysDown(said) || (!kept && dialect.saysLocked(said)))) {
      throw said;
    }
    if (migrate == null || migrate.getMigration() == null) {
      return MigrationException.of(
          target,
          said == null ? String.valueOf(failed.getMessage()) : dialect.message(said),
          failed);
    }
    int line =
        script == null || said == null
            ? 0
            : Math.max(0, script.getLineNumber())
                + dialect.lineOf(said, String.valueOf(script.getStatement()));
    return MigrationException.at(
        target,
        migrate.getMigration().getVersion() == null
            ? null
            : migrate.getMigration().getVersion().toString(),
        migrate.getMigration().getScript(),
        line,
        said == null ? root(failed) : dialect.message(said),
        kept,
        failed);
  }

  private static String root(Throwable failed) {
    Throwable root = failed;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }

  static <T extends Throwable> @Nullable T find(Throwable error, Class<T> type) {
    for (Throwable told = error; told != null; told = told.getCause()) {
      if (type.isInstance(told)) {
        return type.cast(told);
      }
    }
    return null;
  }
}
