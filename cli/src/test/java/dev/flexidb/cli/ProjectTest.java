package dev.flexidb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What comes before what: the environment, .env, flexidb.yml. */
class ProjectTest {

  @TempDir private Path folder;

  private Project read(Map<String, String> environment) {
    return Project.read(
        new Surroundings(
            folder,
            environment,
            new BufferedReader(Reader.nullReader()),
            false,
            80,
            Clock.systemUTC()),
        null);
  }

  private String server(Map<String, String> environment, String database) {
    return String.valueOf(
        read(environment).configs(List.of(database)).values().iterator().next().origin());
  }

  private void file(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  @Test
  void environmentComesBeforeItsFileAndThatBeforeTheConfiguration() throws IOException {
    file("flexidb.yml", "profile: staging\ndatabases: {shop: {url: 'r2dbc:mysql://yml/d'}}\n");
    assertThat(server(Map.of(), "shop")).contains("at yml/");
    assertThat(read(Map.of()).profile()).isEqualTo("staging");

    file(
        ".env", "export DATABASE_URL_SHOP='mysql://dotenv/d' # short\nFLEXIDB_PROFILE=development");
    assertThat(server(Map.of(), "shop")).contains("mysql at dotenv/");
    assertThat(read(Map.of()).isDevelopment()).isTrue();

    Map<String, String> both =
        Map.of(
            "DATABASE_URL_SHOP", "postgres://short/d",
            "FLEXIDB_DATABASES_SHOP_URL", "r2dbc:mariadb://long/d",
            "FLEXIDB_PROFILE", "production");
    assertThat(server(both, "shop")).contains("mariadb at long/");
    assertThat(read(both).isDevelopment()).isFalse();
  }

  @Test
  void environmentAloneIsEnough() throws IOException {
    Map<String, String> environment =
        Map.of(
            "FLEXIDB_DATABASES_USER_DATA_URL", "r2dbc:postgresql://a/d",
            "FLEXIDB_DATABASES_USER_DATA_MIGRATION_JDBC_URL", "jdbc:postgresql://b/d",
            "FLEXIDB_DATABASES_USER_DATA_MIGRATION_USERNAME", "owner",
            "FLEXIDB_DATABASES_USER_DATA_MIGRATION_PASSWORD", "hidden",
            "DATABASE_URL_EVENTS", "mysql://c/d");

    Project project = read(environment);
    assertThat(project.entries()).containsOnlyKeys("events", "user_data");
    assertThat(project.profile()).isEqualTo("production");
    assertThat(project.toString() + project.configs(List.of("user_data")))
        .contains("jdbc:postgresql://b/d")
        .doesNotContain("hidden");

    // With a file, a short name alone may be anybody's.
    file("flexidb.yml", "databases: {user-data: }\n");
    assertThat(read(environment).entries()).containsOnlyKeys("user-data");
    assertThat(server(environment, "user-data")).contains("at a/");
  }
}
