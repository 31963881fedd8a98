package dev.flexidb.spring.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.TestDatabase;
import dev.flexidb.embedded.WithServer;
import dev.flexidb.spring.web.TenantOfRequestTest.Open;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

@WithServer(DatabaseKind.POSTGRESQL)
@DisplayName("F18: a request under way is answered before its databases are closed")
class GracefulShutdownTest {

  /**
   * Asked by the JDK's client: Spring's shares its event loops with the service, which ends them.
   */
  @Test
  void alsoWhereItAsksThemAgain(TestDatabase database) {
    TestService service =
        TestService.start(Slow.class, "flexidb.databases.orders.url=" + database.r2dbcUrl());
    CompletableFuture<HttpResponse<String>> answer =
        HttpClient.newHttpClient()
            .sendAsync(
                HttpRequest.newBuilder(URI.create(service.url() + "/slow")).build(),
                HttpResponse.BodyHandlers.ofString());
    service.bean(Begun.class).sink().asMono().block(Duration.ofSeconds(10));
    service.close();

    assertThat(answer)
        .succeedsWithin(Duration.ofSeconds(10))
        .satisfies(told -> assertThat(told.statusCode()).isEqualTo(200));
  }

  record Begun(Sinks.One<Boolean> sink) {}

  @RestController
  static class Handler {

    private final DatabaseClient client;
    private final Begun begun;

    Handler(DatabaseClient client, Begun begun) {
      this.client = client;
      this.begun = begun;
    }

    @GetMapping("/slow")
    Mono<Integer> slow() {
      return client
          .sql("SELECT 1")
          .mapValue(Integer.class)
          .one()
          .doOnNext(row -> begun.sink().tryEmitValue(true))
          .then(ask("SELECT 2 FROM pg_sleep(0.4)"))
          .then(ask("SELECT 3"));
    }

    private Mono<Integer> ask(String sql) {
      return client.sql(sql).mapValue(Integer.class).one();
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class Slow {

    @Bean
    Begun begun() {
      return new Begun(Sinks.one());
    }

    @Bean
    Handler handler(DatabaseClient client, Begun begun) {
      return new Handler(client, begun);
    }

    @Bean
    SecurityWebFilterChain everything(ServerHttpSecurity http) {
      return new Open().everything(http);
    }
  }
}
