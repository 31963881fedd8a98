package dev.flexidb.spring.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.TestDatabase;
import dev.flexidb.embedded.WithServer;
import dev.flexidb.migrate.SchemaManager;
import dev.flexidb.spring.web.TenantOfRequestTest.Open;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

@WithServer(DatabaseKind.POSTGRESQL)
@DisplayName("what the README shows")
class ReadmeTest {

  private static final String URL = "r2dbc:postgresql://app:secret@localhost/orders";

  @Test
  void works(TestDatabase database, @TempDir Path folder) throws IOException {
    Path yaml = folder.resolve("application.yml");
    Files.writeString(yaml, block("yaml").replace(URL, database.r2dbcUrl()));
    try (TestService service =
        TestService.start(
            Application.class,
            "spring.config.additional-location=file:" + yaml,
            "flexidb.migration.location=classpath:readme")) {
      service.bean(SchemaManager.class).provision("acme").block();

      count(service, "acme").expectStatus().isOk().expectBody(String.class).isEqualTo("0");
      count(service, "nobody").expectStatus().isNotFound().expectBody(String.class);
    }
  }

  @Test
  void isTheCodeOfThisTest() throws IOException {
    assertThat(lines(Files.readString(source()))).containsSubsequence(lines(block("java")));
  }

  private static List<String> lines(String text) {
    return Arrays.stream(text.split("\n"))
        .map(line -> line.strip().replace("static class", "class"))
        .filter(line -> !line.isEmpty())
        .toList();
  }

  private static Path source() {
    return Path.of("src/test/java", ReadmeTest.class.getName().replace('.', '/').concat(".java"));
  }

  /** The first block of this language in the section on Spring Boot. */
  private static String block(String language) throws IOException {
    String readme = Files.readString(Path.of("..", "README.md"));
    String section = readme.substring(readme.indexOf("## With Spring Boot"));
    String begin = "```" + language + "\n";
    int from = section.indexOf(begin) + begin.length();
    return section.substring(from, section.indexOf("```", from));
  }

  private static WebTestClient.ResponseSpec count(TestService service, String tenant) {
    return service.client().get().uri("/orders/count").header("X-Tenant-ID", tenant).exchange();
  }

  @RestController
  static class Orders {
    private final DatabaseClient orders;

    Orders(@Qualifier("orders") DatabaseClient orders) {
      this.orders = orders;
    }

    @GetMapping("/orders/count")
    Mono<Long> count() {
      return orders.sql("SELECT count(*) FROM orders").mapValue(Long.class).one();
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class Application {

    @Bean
    Orders orders(@Qualifier("orders") DatabaseClient orders) {
      return new Orders(orders);
    }

    @Bean
    SecurityWebFilterChain everything(ServerHttpSecurity http) {
      return new Open().everything(http);
    }
  }
}
