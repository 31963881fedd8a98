package dev.flexidb.embedded;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/** Runs administrative statements over JDBC, which works the same for every source. */
final class Sql {

  private Sql() {}

  static void execute(Endpoint endpoint, String database, String... statements) {
    try (Connection connection =
            DriverManager.getConnection(url(endpoint, database), login(endpoint));
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new DatabaseServerException(
          "%s, database %s: %s".formatted(endpoint, database, e.getMessage()), e);
    }
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
}
