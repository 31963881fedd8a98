package dev.flexidb.embedded;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs administrative statements over JDBC, which works the same for every source. */
final class Sql {

  private static final int PAUSE_MILLIS = 5;

  private Sql() {}

  static void execute(Endpoint endpoint, String database, String... statements) {
    try (Connection connection = connect(endpoint, database);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw failure(endpoint, database, e);
    }
  }

  /** The first column of the first row, as text; empty if it is null. */
  static String ask(Endpoint endpoint, String sql) {
    return ask(endpoint, sql, rows -> rows.getString(1));
  }

  /** The named column of the first row, as text; empty if it is null. */
  static String ask(Endpoint endpoint, String sql, String column) {
    return ask(endpoint, sql, rows -> rows.getString(column));
  }

  private static String ask(Endpoint endpoint, String sql, Column column) {
    try (Connection connection = connect(endpoint, endpoint.database());
        Statement statement = connection.createStatement()) {
      return first(statement, sql, column);
    } catch (SQLException e) {
      throw failure(endpoint, endpoint.database(), e);
    }
  }

  /** Asks until the answer is true; false if it never was in that time. */
  static boolean awaitTrue(Endpoint endpoint, String sql, Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    try (Connection connection = connect(endpoint, endpoint.database());
        Statement statement = connection.createStatement()) {
      while (!first(statement, sql, rows -> rows.getString(1)).equals("t")) {
        if (System.nanoTime() > deadline) {
          return false;
        }
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      }
      return true;
    } catch (SQLException e) {
      throw failure(endpoint, endpoint.database(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DatabaseServerException("Interrupted while waiting for " + endpoint, e);
    }
  }

  private static String first(Statement statement, String sql, Column column) throws SQLException {
    try (ResultSet rows = statement.executeQuery(sql)) {
      @Nullable String value = rows.next() ? column.of(rows) : null;
      return value == null ? "" : value;
    }
  }

  private static Connection connect(Endpoint endpoint, String database) throws SQLException {
    return DriverManager.getConnection(url(endpoint, database), login(endpoint));
  }

  private static DatabaseServerException failure(
      Endpoint endpoint, String database, SQLException e) {
    return new DatabaseServerException(
        "%s, database %s: %s".formatted(endpoint, database, e.getMessage()), e);
  }

  private static String url(Endpoint endpoint, String database) {
    // One driver for the whole family; MySQL's default authentication wants the server's key.
    return endpoint.kind().isMySqlFamily()
        ? "jdbc:mariadb://%s:%d/%s?allowPublicKeyRetrieval=true"
            .formatted(endpoint.host(), endpoint.port(), database)
        : endpoint.jdbcUrl(database);
  }

  private static Properties login(Endpoint endpoint) {
    Properties login = new Properties();
    login.setProperty("user", endpoint.username());
    login.setProperty("password", endpoint.password());
    return login;
  }

  private interface Column {
    @Nullable String of(ResultSet rows) throws SQLException;
  }
}
