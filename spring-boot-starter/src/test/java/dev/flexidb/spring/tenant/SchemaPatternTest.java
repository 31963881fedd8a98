package dev.flexidb.spring.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flexidb.DatabaseConfig;
import dev.flexidb.ReactiveFlexiDb;
import dev.flexidb.RetryConfig;
import dev.flexidb.Tenancy;
import dev.flexidb.error.ConnectFailedException;
import dev.flexidb.error.InvalidConfigurationException;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

@DisplayName("S13: ids that lead to schemas by a pattern")
class SchemaPatternTest {

  @Test
  void whatTenantsShareAndWhatServersReserveIsNobodysAndNotAskedFor() {
    for (String id :
        new String[] {"common", "public", "information_schema", "pg_catalog", "Acme", "a-b", "1"}) {
      noTenant("r2dbc:postgresql://app:secret@localhost:1/orders", id, "common");
    }
    for (String id : new String[] {"orders", "mysql", "sys", "performance_schema"}) {
      noTenant("r2dbc:mariadb://app:secret@localhost:1/orders", id);
    }
  }

  private static void noTenant(String url, String id, String... shared) {
    ReactiveFlexiDb db = unreachable(url, shared);
    new SchemaPattern(db.get("orders"), "{id}")
        .schemaOf(id)
        .as(StepVerifier::create)
        .expectComplete()
        .verify(Duration.ofSeconds(10));
  }

  @Test
  void aServerThatIsNotThereSaysNothingOfATenant() {
    ReactiveFlexiDb db = unreachable("r2dbc:postgresql://app:secret@localhost:1/orders");
    new SchemaPattern(db.get("orders"), "{id}")
        .schemaOf("orders")
        .as(StepVerifier::create)
        .expectErrorSatisfies(
            error ->
                assertThat(error).hasStackTraceContaining(ConnectFailedException.class.getName()))
        .verify(Duration.ofSeconds(10));
  }

  @Test
  void aPatternThatDoesNotTellTenantsApartIsAnError() {
    ReactiveFlexiDb db = unreachable("r2dbc:postgresql://app:secret@localhost:1/orders");
    for (String pattern : new String[] {"", "tenant", "Tenant_{id}", "tenant-{id}", "{ID}"}) {
      assertThatThrownBy(() -> new SchemaPattern(db.get("orders"), pattern))
          .isInstanceOf(InvalidConfigurationException.class)
          .hasMessageContaining("let it be a schema's name with {id} in it");
    }
  }

  private static ReactiveFlexiDb unreachable(String url, String... shared) {
    return ReactiveFlexiDb.builder()
        .closeOnShutdown(false)
        .database(
            "orders",
            DatabaseConfig.of(url)
                .withRetry(RetryConfig.DEFAULTS.withAttempts(1))
                .withTenancy(Tenancy.schemaPerTenant().sharedSchemas(shared)))
        .build();
  }
}
