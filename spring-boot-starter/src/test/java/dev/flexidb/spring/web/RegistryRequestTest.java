package dev.flexidb.spring.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.StatementObserver;
import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.TestDatabase;
import dev.flexidb.embedded.WithServer;
import dev.flexidb.migrate.SchemaManager;
import dev.flexidb.spring.web.RequestContract.Shop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.test.web.reactive.server.WebTestClient;

@WithServer(DatabaseKind.POSTGRESQL)
@DisplayName("S13: tenants of the registry, whatever their ids are")
class RegistryRequestTest {

  @Test
  void aTenantIsServedFromItsSignUpOn(TestDatabase database, @TempDir Path folder)
      throws IOException {
    Path tenant = folder.resolve("shop").resolve("tenant");
    Files.createDirectories(tenant);
    Files.writeString(tenant.resolve("V1__items.sql"), "CREATE TABLE items (id int);");
    try (TestService service =
        TestService.start(
            Observed.class,
            "flexidb.databases.shop.url=" + database.r2dbcUrl(),
            "flexidb.databases.shop.tenancy.registry=true",
            "flexidb.migration.location=filesystem:" + folder,
            "flexidb.migrate-on-startup=true",
            "flexidb.tenant.lookup.ttl=0s",
            "flexidb.tenant.lookup.negative-ttl=0s",
            "flexidb.tenant.header.enabled=true")) {
      count(service, "Acme-Corp.").expectStatus().isNotFound().expectBody(String.class);
      service.bean(SchemaManager.class).provision("Acme-Corp.").block();

      count(service, "Acme-Corp.").expectStatus().isOk().expectBody(String.class);
      count(service, "acme-corp.").expectStatus().isNotFound().expectBody(String.class);

      database.execute(
          "CREATE SCHEMA moved",
          "CREATE TABLE moved.items AS SELECT 1 AS id",
          "UPDATE flexidb_tenant SET schema_name = 'moved' WHERE id = 'Acme-Corp.'");
      count(service, "Acme-Corp.").expectStatus().isOk().expectBody(String.class).isEqualTo("1");
      assertThat(service.bean(Observed.class).statements)
          .as("look-ups are nobody's statements")
          .isNotEmpty()
          .noneMatch(sql -> sql.contains("flexidb_tenant"));
    }
  }

  @Configuration(proxyBeanMethods = false)
  @Import(Shop.class)
  static class Observed {

    final Queue<String> statements = new ConcurrentLinkedQueue<>();

    @Bean
    StatementObserver told() {
      return (start, subscriber) -> {
        statements.add(start.sql());
        return null;
      };
    }
  }

  private static WebTestClient.ResponseSpec count(TestService service, String tenant) {
    return service.client().get().uri("/count").header("X-Tenant-ID", tenant).exchange();
  }
}
