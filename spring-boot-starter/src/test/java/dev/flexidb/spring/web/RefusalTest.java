package dev.flexidb.spring.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.Database;
import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.TestDatabase;
import dev.flexidb.embedded.WithServer;
import dev.flexidb.error.ClosedException;
import dev.flexidb.error.CommitOutcomeUnknownException;
import dev.flexidb.error.ConnectionLostException;
import dev.flexidb.error.DeadlineExceededException;
import dev.flexidb.error.DeadlineExceededException.WaitedFor;
import dev.flexidb.error.NoReplicaException;
import dev.flexidb.error.SharedSchemaException;
import dev.flexidb.spring.tenant.TenantLookup;
import dev.flexidb.spring.web.TenantOfRequestTest.Open;
import dev.flexidb.tenant.SchemaName;
import dev.flexidb.tenant.TenantContext;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.test.web.reactive.server.EntityExchangeResult;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

@DisplayName("what a request is told where a database refuses")
class RefusalTest {

  private static final String DEAD = "r2dbc:postgresql://app:secret@localhost:1/orders";

  @Test
  void anOpenCircuitIsUnavailableForAWhile() {
    try (TestService service =
        TestService.start(
            Shop.class,
            "flexidb.databases.orders.url=" + DEAD,
            "flexidb.retry.attempts=1",
            "flexidb.circuit-breaker.threshold=1")) {
      assertThat(get(service, "/plain").getStatus().value()).isEqualTo(503);

      EntityExchangeResult<String> refused = get(service, "/plain");
      assertThat(refused.getStatus().value()).isEqualTo(503);
      assertThat(retryAfter(refused)).isBetween(1L, 30L);
      assertThat(refused.getResponseHeaders().getContentType())
          .isEqualTo(MediaType.APPLICATION_PROBLEM_JSON);
      assertThat(refused.getResponseBody())
          .contains("A database does not answer")
          .doesNotContain("orders")
          .doesNotContain("localhost:1");
    }
  }

  @Test
  @WithServer(DatabaseKind.POSTGRESQL)
  void aTenantAboveItsLimitIsToldToComeAgain(TestDatabase database) {
    database.execute("CREATE SCHEMA acme", "CREATE TABLE acme.items (id int)");
    try (TestService service =
        TestService.start(
            Shop.class,
            "flexidb.databases.orders.url=" + database.r2dbcUrl(),
            "flexidb.databases.orders.tenancy.mode=schema-per-tenant",
            "flexidb.databases.orders.pool.max-per-tenant=1",
            "flexidb.databases.orders.pool.max-pending=0",
            "flexidb.tenant.header.enabled=true")) {
      Flux<String> holding =
          service
              .bean(Database.class)
              .inTransaction(
                  client ->
                      client
                          .sql("SELECT 1")
                          .mapValue(Integer.class)
                          .one()
                          .flatMapMany(row -> Mono.just("held").concatWith(Mono.never())))
              .contextWrite(TenantContext.withSchema("acme"));
      EntityExchangeResult<String> refused =
          Objects.requireNonNull(
              holding
                  .publishOn(Schedulers.boundedElastic())
                  .map(held -> get(service, "/plain"))
                  .next()
                  .block(Duration.ofSeconds(10)));

      assertThat(refused.getStatus().value()).isEqualTo(429);
      assertThat(retryAfter(refused)).isPositive();
    }
  }

  @Test
  @WithServer(DatabaseKind.POSTGRESQL)
  void aSchemaThatTheHandlerNamesIsNotTheClientsFault(TestDatabase database) {
    database.execute("CREATE SCHEMA acme", "CREATE TABLE acme.items (id int)");
    try (TestService service =
        TestService.start(
            Shop.class,
            "flexidb.databases.orders.url=" + database.r2dbcUrl(),
            "flexidb.databases.orders.tenancy.mode=schema-per-tenant",
            "flexidb.tenant.header.enabled=true")) {
      assertThat(get(service, "/plain").getStatus().value()).isEqualTo(200);
      assertThat(get(service, "/elsewhere").getStatus().value()).isEqualTo(500);
    }
  }

  @Test
  void theApplicationMayAnswerItself() {
    try (TestService service =
        TestService.start(
            Shop.class,
            "flexidb.databases.orders.url=" + DEAD,
            "flexidb.retry.attempts=1",
            "flexidb.web.problems=false")) {
      assertThat(get(service, "/plain").getStatus().value()).isEqualTo(500);
    }
  }

  @Test
  void whatTheApplicationSaysComesFirst() {
    Throwable down = new ConnectionLostException("orders", new IllegalStateException("reset"));
    assertThat(refused(new ResponseStatusException(HttpStatus.BAD_GATEWAY, "ours", down)))
        .isEmpty();
    assertThat(refused(new Conflict(down))).isEmpty();
    assertThat(refused(new IllegalStateException(down))).isPresent();
  }

  @Test
  void aServerThatIsGoneIsUnavailable() {
    for (Throwable gone :
        List.of(
            new ConnectionLostException("orders", new IllegalStateException("reset")),
            new NoReplicaException("orders", 2, null),
            new ClosedException("orders"))) {
      assertThat(refused(gone).orElseThrow().status()).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
    }
  }

  @Test
  void aServerThatDoesNotAnswerInTimeIsUnavailable() {
    Refusal late = refused(late(false)).orElseThrow();
    assertThat(late.status()).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
    assertThat(late.detail()).contains("in time").contains("Try again later");
  }

  @Test
  void whoWasNotToldWhetherItWasDoneIsNotAskedToDoItAgain() {
    for (Throwable unknown :
        List.of(
            new CommitOutcomeUnknownException(
                "orders",
                true,
                new ConnectionLostException("orders", new IllegalStateException("reset"))),
            new CommitOutcomeUnknownException("orders", true, late(false)),
            late(true))) {
      Refusal refusal = refused(unknown).orElseThrow();
      assertThat(refusal.status()).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
      assertThat(refusal.detail()).contains("Look before").doesNotContain("later");
      assertThat(refusal.retryAfter()).isNull();
    }
  }

  private static DeadlineExceededException late(boolean mayBeKept) {
    return new DeadlineExceededException(
        "orders", Duration.ofSeconds(1), WaitedFor.ANSWER, mayBeKept, null);
  }

  @Test
  void aTenantThatIsASharedSchemaIsNone() {
    SharedSchemaException shared = new SharedSchemaException("orders", "common");
    assertThat(
            Refusal.of(shared, Optional.of(new ServedTenant("common", new SchemaName("common"))))
                .orElseThrow()
                .status())
        .isEqualTo(HttpStatus.NOT_FOUND);
    assertThat(refused(shared)).isEmpty();
  }

  private static Optional<Refusal> refused(Throwable error) {
    return Refusal.of(error, Optional.empty());
  }

  @ResponseStatus(HttpStatus.CONFLICT)
  private static final class Conflict extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Conflict(Throwable cause) {
      super(cause);
    }
  }

  private static EntityExchangeResult<String> get(TestService service, String path) {
    return service
        .client()
        .mutate()
        .responseTimeout(Duration.ofSeconds(20))
        .build()
        .get()
        .uri(path)
        .header("X-Tenant-ID", "acme")
        .exchange()
        .expectBody(String.class)
        .returnResult();
  }

  private static long retryAfter(EntityExchangeResult<String> result) {
    return Long.parseLong(
        Objects.requireNonNull(result.getResponseHeaders().getFirst(HttpHeaders.RETRY_AFTER)));
  }

  @RestController
  static class Items {

    private final DatabaseClient client;

    Items(DatabaseClient client) {
      this.client = client;
    }

    @GetMapping("/plain")
    Mono<Long> plain() {
      return client.sql("SELECT 1").mapValue(Long.class).one();
    }

    @GetMapping("/elsewhere")
    Mono<Long> elsewhere() {
      return plain().contextWrite(TenantContext.withSchema("missing"));
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class Shop {

    @Bean
    Items items(DatabaseClient client) {
      return new Items(client);
    }

    @Bean
    TenantLookup lookup() {
      return id -> Mono.just(new SchemaName(id));
    }

    @Bean
    SecurityWebFilterChain everything(ServerHttpSecurity http) {
      return new Open().everything(http);
    }
  }
}
