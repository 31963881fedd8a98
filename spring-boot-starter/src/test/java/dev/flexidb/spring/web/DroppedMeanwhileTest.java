package dev.flexidb.spring.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.TestDatabase;
import dev.flexidb.embedded.WithServer;
import dev.flexidb.migrate.SchemaManager;
import dev.flexidb.spring.web.TenantOfRequestTest.Open;
import dev.flexidb.tenant.SchemaName;
import dev.flexidb.tenant.TenantContext;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.test.web.reactive.server.EntityExchangeResult;
import org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

@WithServer(DatabaseKind.POSTGRESQL)
@DisplayName("S13: a tenant that is dropped while it is asked for a table")
class DroppedMeanwhileTest {

  @Test
  void isNotFound(TestDatabase database) {
    try (TestService service =
        TestService.start(
            Shop.class,
            "flexidb.databases.orders.url=" + database.r2dbcUrl(),
            "flexidb.databases.orders.tenancy.registry=true",
            "flexidb.migration.location=classpath:readme",
            "flexidb.migrate-on-startup=true",
            "flexidb.tenant.header.enabled=true")) {
      service.bean(SchemaManager.class).provision("acme").block();

      get(service, "/missing").expectStatus().is5xxServerError();
      EntityExchangeResult<String> dropped =
          get(service, "/dropped").expectBody(String.class).returnResult();
      assertThat(dropped.getStatus().value()).isEqualTo(404);
      assertThat(dropped.getResponseBody()).contains("There is no such tenant.");
    }
  }

  private static ResponseSpec get(TestService service, String path) {
    return service.client().get().uri(path).header("X-Tenant-ID", "acme").exchange();
  }

  @RestController
  static class Tables {

    private final DatabaseClient client;
    private final SchemaManager schemas;

    Tables(DatabaseClient client, SchemaManager schemas) {
      this.client = client;
      this.schemas = schemas;
    }

    @GetMapping("/missing")
    Mono<Void> missing() {
      return client.sql("SELECT * FROM missing").then();
    }

    @GetMapping("/dropped")
    Mono<Void> dropped() {
      SchemaName acme = new SchemaName("acme");
      return missing()
          .onErrorResume(
              error ->
                  schemas
                      .deleteSchema(acme, acme.value())
                      .contextWrite(TenantContext.withoutSchema())
                      .then(Mono.error(error)));
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class Shop {

    @Bean
    Tables tables(DatabaseClient client, SchemaManager schemas) {
      return new Tables(client, schemas);
    }

    @Bean
    SecurityWebFilterChain everything(ServerHttpSecurity http) {
      return new Open().everything(http);
    }
  }
}
