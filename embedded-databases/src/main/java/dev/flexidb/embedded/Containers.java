package dev.flexidb.embedded;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.testcontainers.containers.JdbcDatabaseContainer;
import org.testcontainers.mariadb.MariaDBContainer;
import org.testcontainers.mysql.MySQLContainer;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** Starts servers in Docker containers through Testcontainers, which removes them with the JVM. */
final class Containers {

  /** Whose rights on the MySQL family reach from "%" to every database. */
  private static final String ROOT = "root";

  private Containers() {}

  static DatabaseServer start(DatabaseKind kind, Map<String, String> settings) {
    JdbcDatabaseContainer<?> container = container(kind);
    container
        .withDatabaseName(Engine.NAME)
        .withUsername(kind.isMySqlFamily() ? ROOT : Engine.NAME)
        .withPassword(Engine.NAME)
        .withCommand(command(kind, settings));
    try {
      container.start();
    } catch (RuntimeException e) {
      throw new DatabaseServerException(
          "Testcontainers cannot start %s; it needs a Docker engine: %s"
              .formatted(kind, e.getMessage()),
          e);
    }
    Endpoint endpoint =
        new Endpoint(
            kind,
            container.getHost(),
            container.getFirstMappedPort(),
            container.getUsername(),
            container.getPassword(),
            Engine.NAME,
            "");
    return new DatabaseServer(endpoint, container::stop);
  }

  private static String[] command(DatabaseKind kind, Map<String, String> settings) {
    List<String> command = new ArrayList<>();
    if (kind.isMySqlFamily()) {
      command.add("--max-connections=300");
      settings.forEach((name, value) -> command.add("--%s=%s".formatted(name, value)));
    } else {
      command.addAll(List.of("postgres", "-c", "fsync=off", "-c", "max_connections=300"));
      settings.forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
    }
    return command.toArray(String[]::new);
  }

  private static JdbcDatabaseContainer<?> container(DatabaseKind kind) {
    return switch (kind) {
      case POSTGRESQL -> new PostgreSQLContainer("postgres:18");
      case MARIADB -> new MariaDBContainer("mariadb:11.4");
      case MYSQL -> new MySqlContainer();
    };
  }

  /** Asks whether the server is up with the JDBC driver that we have. */
  private static final class MySqlContainer extends MySQLContainer {

    MySqlContainer() {
      super("mysql:8.0");
    }

    @Override
    public String getDriverClassName() {
      return "org.mariadb.jdbc.Driver";
    }

    @Override
    public String getJdbcUrl() {
      return "jdbc:mariadb://%s:%d/%s?allowPublicKeyRetrieval=true"
          .formatted(getHost(), getMappedPort(MYSQL_PORT), getDatabaseName());
    }

    @Override
    protected String constructUrlForConnection(String query) {
      return getJdbcUrl();
    }
  }
}
