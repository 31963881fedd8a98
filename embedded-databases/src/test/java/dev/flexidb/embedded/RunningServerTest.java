package dev.flexidb.embedded;

import static dev.flexidb.embedded.Queries.query;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.test.StepVerifier;

/** The source {@code url}. */
class RunningServerTest {

  private static Settings settings(Map<String, String> environment) {
    return Settings.of(Map.of(Settings.SOURCE, "url")::get, environment::get);
  }

  private static DatabaseServer running(String url) {
    return DatabaseServers.running(
        DatabaseKind.POSTGRESQL, Map.of(), settings(Map.of("FLEXIDB_POSTGRESQL_URL", url)));
  }

  @Test
  @WithServer(DatabaseKind.POSTGRESQL)
  void handsOutDatabasesOnTheServerThatTheVariableNames(DatabaseServer shared) {
    try (DatabaseServer server = running(shared.r2dbcUrl());
        TestDatabase database = server.createDatabase()) {
      assertThat(server.isControllable()).isFalse();

      query(database.r2dbcUrl(), "SELECT current_database()")
          .as(StepVerifier::create)
          .expectNext(database.name())
          .verifyComplete();
    }
  }

  @Test
  void keepsTheOptionsAndTheSpecialCharactersOfTheUrl() {
    DatabaseServer server =
        running("r2dbc:postgresql://ann%40x:p%2Fs%3As%20w+d@db.test:5433/main?sslMode=require");

    assertThat(server.username()).isEqualTo("ann@x");
    assertThat(server.password()).isEqualTo("p/s:s w+d");
    assertThat(server.r2dbcUrl("other"))
        .isEqualTo(
            "r2dbc:postgresql://ann%40x:p%2Fs%3As%20w%2Bd@db.test:5433/other?sslMode=require");
    assertThat(server.jdbcUrl()).isEqualTo("jdbc:postgresql://db.test:5433/main");
  }

  @Test
  void aMissingVariableIsNamed() {
    assertThatThrownBy(
            () -> DatabaseServers.running(DatabaseKind.MARIADB, Map.of(), settings(Map.of())))
        .isInstanceOf(DatabaseServerException.class)
        .hasMessage(
            "flexidb.databases.source is 'url' but the environment variable FLEXIDB_MARIADB_URL is"
                + " not set; set it to r2dbc:mariadb://<user>:<password>@<host>:<port>/<database>");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "r2dbc:mysql://ann:s3cret@localhost:5432/main",
        "jdbc:postgresql://ann:s3cret@localhost:5432/main",
        "r2dbc:postgresql://ann:s3cret@localhost/main",
        "r2dbc:postgresql://ann:s3cret@localhost:5432",
        "r2dbc:postgresql://ann:s3cret@local host:5432/main",
        "r2dbc:postgresql://localhost:5432/s3cret",
      })
  void aMalformedUrlIsRefusedWithoutRepeatingIt(String url) {
    assertThatThrownBy(() -> running(url))
        .isInstanceOf(DatabaseServerException.class)
        .hasMessage(
            "FLEXIDB_POSTGRESQL_URL is not a URL of the form"
                + " r2dbc:postgresql://<user>:<password>@<host>:<port>/<database>");
  }

  @Test
  void settingsForARunningServerAreRefused() {
    assertThatThrownBy(
            () ->
                DatabaseServers.running(
                    DatabaseKind.MYSQL,
                    Map.of("max_connections", "5"),
                    settings(Map.of("FLEXIDB_MYSQL_URL", "r2dbc:mysql://a:b@c:1/d"))))
        .isInstanceOf(DatabaseServerException.class)
        .hasMessageContaining("max_connections")
        .hasMessageContaining("testcontainers");
  }
}
