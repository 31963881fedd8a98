package dev.flexidb.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {

  private static Settings settings(
      Map<String, String> properties, Map<String, String> environment) {
    return Settings.of(properties::get, environment::get);
  }

  @Test
  void serversAreEmbeddedUnlessSaidOtherwise() {
    assertThat(settings(Map.of(), Map.of()).source()).isEqualTo(Source.EMBEDDED);
  }

  @Test
  void theEnvironmentSetsTheSource() {
    assertThat(settings(Map.of(), Map.of("FLEXIDB_DATABASES_SOURCE", "url")).source())
        .isEqualTo(Source.URL);
  }

  @Test
  void aSystemPropertyGoesBeforeTheEnvironment() {
    Settings settings =
        settings(
            Map.of("flexidb.databases.source", "testcontainers"),
            Map.of("FLEXIDB_DATABASES_SOURCE", "url"));

    assertThat(settings.source()).isEqualTo(Source.TESTCONTAINERS);
  }

  @Test
  void anUnknownSourceIsRefusedWithTheAllowedOnes() {
    assertThatThrownBy(() -> settings(Map.of("flexidb.databases.source", "docker"), Map.of()))
        .isInstanceOf(UnknownSourceException.class)
        .hasMessage(
            "flexidb.databases.source is 'docker'; allowed are: embedded, url, testcontainers");
  }

  @Test
  void foldersCanBeChosen() {
    Settings settings =
        settings(
            Map.of("flexidb.databases.cache", "/a/cache"),
            Map.of("FLEXIDB_DATABASES_DATA", "/a/data"));

    assertThat(settings.cache()).isEqualTo(Path.of("/a/cache"));
    assertThat(settings.data()).isEqualTo(Path.of("/a/data"));
  }

  @Test
  void onAnotherPlatformTheErrorNamesTheOtherSources() {
    assertThatThrownBy(
            () -> EmbeddedServers.requireSupported(DatabaseKind.POSTGRESQL, "Mac OS X", "aarch64"))
        .isInstanceOf(UnsupportedPlatformException.class)
        .hasMessage(
            "No embedded PostgreSQL for Mac OS X on aarch64, only for Linux on amd64; set"
                + " flexidb.databases.source to url (and FLEXIDB_POSTGRESQL_URL to a running"
                + " server) or to testcontainers");
  }
}
