package dev.flexidb.migrate.copy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Text over JDBC: one column, or a few. */
final class Rows {

  private static final int SHOWN = 80;

  private Rows() {}

  static List<String> of(Connection connection, String sql) throws SQLException {
    return table(connection, sql).stream().map(row -> row.get(0)).toList();
  }

  static List<List<String>> table(Connection connection, String sql) throws SQLException {
    List<List<String>> rows = new ArrayList<>();
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      try (ResultSet found = statement.executeQuery(sql)) {
        int columns = found.getMetaData().getColumnCount();
        while (found.next()) {
          List<String> row = new ArrayList<>();
          for (int i = 1; i <= columns; i++) {
            String value = found.getString(i);
            row.add(value == null ? "" : value);
          }
          rows.add(row);
        }
      }
    }
    return rows;
  }

  /**
   * @throws SQLException if the server refuses; it tells how the statement begins
   */
  static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      statement.execute(sql);
    } catch (SQLException failed) {
      throw new SQLException(
          "%s, at: %s"
              .formatted(failed.getMessage(), sql.substring(0, Math.min(SHOWN, sql.length()))),
          failed.getSQLState(),
          failed.getErrorCode(),
          failed);
    }
  }
}
