package dev.flexidb.spring.data;

import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.DatabaseServer;
import dev.flexidb.embedded.DatabaseServers;
import dev.flexidb.embedded.Replica;
import dev.flexidb.spring.FlexiDbAutoConfiguration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.annotation.Transactional;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

@DisplayName("Z04: read-only transactions go to a read host")
class ReadOnlyTransactionTest {

  @Test
  void theAnnotationDecides() {
    try (DatabaseServer primary = DatabaseServers.start(DatabaseKind.POSTGRESQL);
        Replica replica = primary.replica()) {
      new ApplicationContextRunner()
          .withConfiguration(
              AutoConfigurations.of(
                  FlexiDbAutoConfiguration.class, TransactionAutoConfiguration.class))
          .withBean(Reports.class)
          .withPropertyValues(
              "flexidb.databases.orders.url=" + primary.r2dbcUrl(),
              "flexidb.databases.orders.read-hosts=" + replica.host() + ":" + replica.port())
          .run(
              context -> {
                Reports reports = context.getBean(Reports.class);
                reports.reading().as(StepVerifier::create).expectNext(true).verifyComplete();
                reports.writing().as(StepVerifier::create).expectNext(false).verifyComplete();
              });
    }
  }

  static class Reports {

    private final DatabaseClient client;

    Reports(DatabaseClient client) {
      this.client = client;
    }

    @Transactional(transactionManager = "ordersTransactionManager", readOnly = true)
    Mono<Boolean> reading() {
      return isReplica();
    }

    @Transactional("orders")
    Mono<Boolean> writing() {
      return isReplica();
    }

    private Mono<Boolean> isReplica() {
      return client.sql("SELECT pg_is_in_recovery()").mapValue(Boolean.class).one();
    }
  }
}
