package dev.flexidb.examples.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.FileSystemResource;
import org.yaml.snakeyaml.Yaml;

/** The file alone: no engine runs it here. */
@DisplayName("compose.yaml")
class ComposeTest {

  private static final Path PROFILE = Path.of("src/main/resources/application-compose.yml");

  @Test
  void startsTheServersThatTheProfileNames() throws IOException {
    assertThat(services()).containsOnlyKeys("orders", "analytics");
    assertNamed(
        "orders", "postgres:18", "POSTGRES", "r2dbc:postgresql://localhost:%s/%s?sslMode=disable");
    assertNamed("analytics", "mariadb:11.4", "MARIADB", "r2dbc:mariadb://localhost:%s/%s");
  }

  private static void assertNamed(String name, String image, String prefix, String url)
      throws IOException {
    Map<String, Object> service = map(services().get(name));
    Map<String, Object> environment = map(service.get("environment"));
    assertThat(service).containsEntry("image", image).containsKey("healthcheck");
    String[] port =
        ((List<?>) Objects.requireNonNull(service.get("ports"))).get(0).toString().split(":", -1);
    assertThat(port[0]).isEqualTo("127.0.0.1");

    String property = "flexidb.databases." + name;
    assertThat(profile(property + ".url"))
        .isEqualTo(
            url.formatted(
                port[1],
                environment.get(prefix + (prefix.equals("POSTGRES") ? "_DB" : "_DATABASE"))));
    assertThat(profile(property + ".username")).isEqualTo(environment.get(prefix + "_USER"));
    // One variable, one default, in the two notations.
    assertThat(profile(property + ".password"))
        .isEqualTo(String.valueOf(environment.get(prefix + "_PASSWORD")).replace(":-", ":"));
  }

  private static Object profile(String property) throws IOException {
    PropertySource<?> profile =
        new YamlPropertySourceLoader().load("profile", new FileSystemResource(PROFILE)).get(0);
    return Objects.requireNonNull(profile.getProperty(property)).toString();
  }

  private static Map<String, Object> services() throws IOException {
    try (Reader file = Files.newBufferedReader(Path.of("compose.yaml"))) {
      return map(map(new Yaml().load(file)).get("services"));
    }
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(@Nullable Object yaml) {
    return (Map<String, Object>) Objects.requireNonNull(yaml);
  }
}
