package dev.flexidb.spring.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.FlexiDbListener;
import dev.flexidb.QueryEvent;
import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.TestDatabase;
import dev.flexidb.spring.web.TenantOfRequestTest.Open;
import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.observation.ServerRequestObservationContext;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;

/** Requests that are answered out of a tenant's schema, on every kind of server. */
@DisplayName("S13: requests and their tenants' rows")
interface RequestContract {

  @Test
  default void eachTenantSeesItsOwnRows(TestDatabase database) {
    try (Tenants tenants = new Tenants(database, "acme", "globex");
        TestService service = start(database)) {
      count(service, "acme").expectStatus().isOk().expectBody(String.class).isEqualTo("1");
      count(service, "globex").expectStatus().isOk().expectBody(String.class).isEqualTo("2");
      ask(service, "/stream", "acme").expectBodyList(Integer.class).hasSize(1);
      ask(service, "/stream", "globex").expectBodyList(Integer.class).hasSize(2);
      ask(service, "/transaction", "globex").expectBody(String.class).isEqualTo("2");
      assertThat(tenants).isNotNull();
    }
  }

  @Test
  default void whatIsNoTenantIsRefusedBeforeAnythingIsSentInIt(TestDatabase database) {
    try (Tenants tenants = new Tenants(database, "acme");
        TestService service = start(database)) {
      Queue<QueryEvent> queries = service.bean(Queries.class).events();
      for (int i = 0; i < 3; i++) {
        String refusal =
            count(service, "nobody")
                .expectStatus()
                .isNotFound()
                .expectHeader()
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .expectBody(String.class)
                .returnResult()
                .getResponseBody();
        assertThat(refusal).contains("There is no such tenant.");
      }
      service
          .client()
          .get()
          .uri("/count")
          .exchange()
          .expectStatus()
          .isBadRequest()
          .expectBody(String.class);
      // Told in order, so whatever came before this one was told before it.
      count(service, "acme").expectStatus().isOk().expectBody(String.class);
      Waiting.until(() -> queries.stream().anyMatch(query -> query.sql().contains("items")));

      assertThat(queries.stream().map(QueryEvent::sql).filter(sql -> sql.contains("items")))
          .hasSize(1);
      assertThat(queries.stream().map(QueryEvent::sql))
          .as("look-ups are nobody's statements")
          .noneMatch(sql -> sql.contains("schemata"))
          .noneMatch(sql -> sql.contains("pg_namespace"));
      assertThat(tenants).isNotNull();
    }
  }

  @Test
  default void aTenantThatWasDroppedAMomentAgoIsNotFound(TestDatabase database) {
    try (Tenants tenants = new Tenants(database, "acme");
        TestService service = start(database)) {
      count(service, "acme").expectStatus().isOk().expectBody(String.class);
      tenants.drop("acme");

      ask(service, "/transaction", "acme").expectStatus().isNotFound().expectBody(String.class);
      ask(service, "/stream", "acme").expectStatus().isNotFound().expectBody(String.class);

      count(service, "acme").expectStatus().isNotFound().expectBody(String.class);
      count(service, "acme").expectStatus().isNotFound().expectBody(String.class);
    }
  }

  @Test
  @DisplayName("S31: the tenant in the MDC and in the request's span")
  default void logsAndTracesShowTheTenant(TestDatabase database) {
    try (Tenants tenants = new Tenants(database, "acme");
        TestService service = start(database, "spring.reactor.context-propagation=auto")) {
      service
          .client()
          .get()
          .uri("/mdc")
          .header("X-Tenant-ID", "acme")
          .exchange()
          .expectBody(String.class)
          .isEqualTo(tenants.schema("acme"));
      Waiting.until(() -> !service.bean(Spans.class).tenants().isEmpty());
      assertThat(service.bean(Spans.class).tenants()).containsExactly(tenants.schema("acme"));
    } finally {
      Hooks.disableAutomaticContextPropagation();
    }
  }

  private static WebTestClient.ResponseSpec count(TestService service, String tenant) {
    return ask(service, "/count", tenant);
  }

  private static WebTestClient.ResponseSpec ask(TestService service, String path, String tenant) {
    return service.client().get().uri(path).header("X-Tenant-ID", tenant).exchange();
  }

  private static TestService start(TestDatabase database, String... more) {
    String[] properties = Arrays.copyOf(more, more.length + 4);
    properties[more.length] = "flexidb.databases.shop.url=" + database.r2dbcUrl();
    properties[more.length + 1] = "flexidb.databases.shop.tenancy.mode=schema-per-tenant";
    properties[more.length + 2] = "flexidb.tenant.header.enabled=true";
    properties[more.length + 3] =
        "flexidb.tenant.schema-pattern=" + Tenants.prefix(database) + "{id}";
    return TestService.start(Shop.class, properties);
  }

  /** Schemas with one row, two rows, and so on. */
  final class Tenants implements AutoCloseable {

    private final TestDatabase database;
    private final String[] names;

    Tenants(TestDatabase database, String... names) {
      this.database = database;
      this.names = names;
      int rows = 0;
      for (String name : names) {
        rows++;
        database.execute(
            "CREATE SCHEMA " + schema(name), "CREATE TABLE " + schema(name) + ".items (id int)");
        for (int row = 0; row < rows; row++) {
          database.execute("INSERT INTO " + schema(name) + ".items VALUES (1)");
        }
      }
    }

    static String prefix(TestDatabase database) {
      return database.name() + "_";
    }

    String schema(String tenant) {
      return prefix(database) + tenant;
    }

    void drop(String tenant) {
      boolean within = database.server().kind() == DatabaseKind.POSTGRESQL;
      database.execute("DROP SCHEMA IF EXISTS " + schema(tenant) + (within ? " CASCADE" : ""));
    }

    @Override
    public void close() {
      for (String name : names) {
        drop(name);
      }
    }
  }

  record Queries(Queue<QueryEvent> events) {}

  record Spans(Queue<String> tenants) {}

  @RestController
  class Items {

    private final DatabaseClient client;
    private final TransactionalOperator transaction;

    Items(DatabaseClient client, TransactionalOperator transaction) {
      this.client = client;
      this.transaction = transaction;
    }

    @GetMapping("/count")
    Mono<String> count() {
      return client
          .sql("SELECT count(*) FROM items")
          .mapValue(Long.class)
          .one()
          .map(String::valueOf);
    }

    @GetMapping(path = "/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    Flux<Integer> stream() {
      return client.sql("SELECT id FROM items").mapValue(Integer.class).all();
    }

    @GetMapping("/transaction")
    Mono<String> transaction() {
      return count().as(transaction::transactional);
    }

    @GetMapping("/mdc")
    Mono<String> mdc() {
      return client
          .sql("SELECT 1 FROM items")
          .mapValue(Integer.class)
          .first()
          .map(row -> String.valueOf(MDC.get("schema")));
    }
  }

  @Configuration(proxyBeanMethods = false)
  class Shop {

    @Bean
    Items items(DatabaseClient client, TransactionalOperator transaction) {
      return new Items(client, transaction);
    }

    @Bean
    SecurityWebFilterChain everything(ServerHttpSecurity http) {
      return new Open().everything(http);
    }

    @Bean
    Queries queries() {
      return new Queries(new ConcurrentLinkedQueue<>());
    }

    @Bean
    Spans spans() {
      return new Spans(new ConcurrentLinkedQueue<>());
    }

    @Bean
    FlexiDbListener listener(Queries queries) {
      return new FlexiDbListener() {
        @Override
        public void onQuery(QueryEvent event) {
          queries.events().add(event);
        }
      };
    }

    @Bean
    ObservationHandler<ServerRequestObservationContext> observer(Spans spans) {
      return new ObservationHandler<>() {
        @Override
        public void onStop(ServerRequestObservationContext context) {
          KeyValue tenant = context.getHighCardinalityKeyValue(TenantWebFilter.TRACE_KEY);
          spans.tenants().add(tenant == null ? "none" : tenant.getValue());
        }

        @Override
        public boolean supportsContext(Observation.Context context) {
          return context instanceof ServerRequestObservationContext;
        }
      };
    }
  }
}
