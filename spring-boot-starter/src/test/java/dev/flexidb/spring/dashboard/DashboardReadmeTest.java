package dev.flexidb.spring.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.userdetails.MapReactiveUserDetailsService;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.test.web.reactive.server.WebTestClient;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

@DisplayName("what the README shows of the dashboard")
class DashboardReadmeTest {

  @Test
  void isForThoseWhoMayAndEndsWithTheApplication(@TempDir Path folder) throws IOException {
    Path yaml = folder.resolve("application.yml");
    Files.writeString(yaml, block("yaml"));
    Flux<String> stream;
    try (ConfigurableApplicationContext service = start(yaml)) {
      WebTestClient client =
          WebTestClient.bindToServer()
              .baseUrl(
                  "http://localhost:" + service.getEnvironment().getProperty("local.server.port"))
              .build();
      for (String path : new String[] {"/flexidb", "/flexidb/", "/flexidb/live"}) {
        assertThat(status(client, path, null)).isEqualTo(HttpStatus.UNAUTHORIZED);
        assertThat(status(client, path, "somebody")).isEqualTo(HttpStatus.FORBIDDEN);
      }
      assertThat(status(client, "/flexidb/", "operator")).isEqualTo(HttpStatus.OK);
      stream =
          client
              .get()
              .uri("/flexidb/live")
              .headers(headers -> headers.setBasicAuth("operator", "pass"))
              .exchange()
              .returnResult(String.class)
              .getResponseBody();
      StepVerifier.create(stream)
          .expectNextCount(1)
          .then(service::close)
          .thenConsumeWhile(event -> true)
          .expectComplete()
          .verify(Duration.ofSeconds(10));
    }
  }

  private static HttpStatus status(WebTestClient client, String path, @Nullable String user) {
    WebTestClient.RequestHeadersSpec<?> request = client.get().uri(path);
    if (user != null) {
      request = request.headers(headers -> headers.setBasicAuth(user, "pass"));
    }
    return HttpStatus.valueOf(request.exchange().returnResult(String.class).getStatus().value());
  }

  private static ConfigurableApplicationContext start(Path yaml) {
    return new SpringApplicationBuilder(Application.class)
        .web(WebApplicationType.REACTIVE)
        .run(
            "--spring.config.additional-location=file:" + yaml,
            "--flexidb.databases.orders=r2dbc:postgresql://app:secret@localhost:1/orders",
            "--server.port=0",
            "--spring.reactor.netty.shutdown-quiet-period=0s",
            "--spring.main.banner-mode=off");
  }

  @Test
  void isTheCodeOfThisTest() throws IOException {
    Path source =
        Path.of(
            "src/test/java", DashboardReadmeTest.class.getName().replace('.', '/').concat(".java"));
    assertThat(code(Files.readString(source))).contains(code(block("java")));
  }

  /** However its lines are broken. */
  private static String code(String text) {
    return String.join("", Arrays.asList(text.split("\\s+")));
  }

  /** The first block of this language in the section on the dashboard. */
  private static String block(String language) throws IOException {
    String readme = Files.readString(Path.of("..", "README.md"));
    String section = readme.substring(readme.indexOf("## Dashboard"));
    String begin = "```" + language + "\n";
    int from = section.indexOf(begin) + begin.length();
    return section.substring(from, section.indexOf("```", from));
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Application {

    @Bean
    MapReactiveUserDetailsService users() {
      return new MapReactiveUserDetailsService(
          List.of(
              User.withUsername("operator").password("{noop}pass").roles("OPS").build(),
              User.withUsername("somebody").password("{noop}pass").roles("USER").build()));
    }

    @Bean
    SecurityWebFilterChain security(ServerHttpSecurity http) {
      return http.authorizeExchange(
              exchange ->
                  exchange
                      .pathMatchers("/flexidb", "/flexidb/**")
                      .hasRole("OPS")
                      .anyExchange()
                      .authenticated())
          .httpBasic(Customizer.withDefaults())
          .build();
    }
  }
}
