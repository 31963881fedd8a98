package dev.flexidb.benchmarks.migrations;

import dev.flexidb.embedded.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * How often migrations were applied: each of them leaves its number in the table {@code runs}.
 *
 * @param missing migrations that a schema does not have
 * @param twice migrations that a schema has more than once
 * @param rowsMissing those that a schema's history does not have
 * @param rowsTwice those that it has more than once
 */
public record Applications(int missing, int twice, int rowsMissing, int rowsTwice) {

  /** Looks into all these schemas for migrations 1 to {@code last}; blocks. */
  public static Applications in(TestDatabase database, List<String> schemas, int last) {
    int[] found = new int[4];
    try (Connection connection =
            DriverManager.getConnection(
                database.jdbcUrl(), database.server().username(), database.server().password());
        Statement statement = connection.createStatement()) {
      for (String schema : schemas) {
        add(found, 0, statement, last, "SELECT n FROM %s.runs".formatted(schema));
        add(
            found,
            2,
            statement,
            last,
            "SELECT version::int FROM %s.flyway_history_tenant WHERE success AND version IS NOT NULL"
                .formatted(schema));
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return new Applications(found[0], found[1], found[2], found[3]);
  }

  private static void add(int[] found, int at, Statement statement, int last, String sql)
      throws SQLException {
    int[] times = new int[last + 1];
    try (ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        times[rows.getInt(1)]++;
      }
    }
    for (int version = 1; version <= last; version++) {
      found[at] += times[version] == 0 ? 1 : 0;
      found[at + 1] += times[version] > 1 ? 1 : 0;
    }
  }

  /** Each of them exactly once. */
  public boolean isExact() {
    return missing + twice + rowsMissing + rowsTwice == 0;
  }
}
