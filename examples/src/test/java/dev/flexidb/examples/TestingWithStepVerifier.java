package dev.flexidb.examples;

import static dev.flexidb.tenant.TenantContext.withSchema;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.Database;
import dev.flexidb.DatabaseConfig;
import dev.flexidb.ReactiveFlexiDb;
import dev.flexidb.Tenancy;
import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.DatabaseServers;
import dev.flexidb.embedded.TestDatabase;
import dev.flexidb.embedded.WithServer;
import dev.flexidb.error.MissingTenantException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.StepVerifierOptions;

/**
 * How do I test code that needs a tenant, with StepVerifier and a real server?
 *
 * <p>Copy this class: JUnit runs it as it stands. The tenant comes with the subscriber, so a test
 * gives it to StepVerifier, and the code under test is not touched.
 */
@WithServer(DatabaseKind.POSTGRESQL)
class TestingWithStepVerifier {

  private ReactiveFlexiDb db;
  private OrderService service;

  /** The code under test: it does not know of tenants. */
  record OrderService(Database orders) {

    Mono<Long> place(String item) {
      return orders
          .sql("INSERT INTO purchase (item) VALUES (:item)")
          .bind("item", item)
          .fetch()
          .rowsUpdated();
    }

    Mono<Long> count() {
      return orders.sql("SELECT count(*) FROM purchase").mapValue(Long.class).one();
    }
  }

  @BeforeEach
  void createTenants(TestDatabase database) {
    database.execute(
        "CREATE SCHEMA bluebird_books",
        "CREATE TABLE bluebird_books.purchase (item text)",
        "CREATE SCHEMA harbor_coffee",
        "CREATE TABLE harbor_coffee.purchase (item text)");
    db =
        ReactiveFlexiDb.builder()
            .database(
                "orders",
                DatabaseConfig.of(database.r2dbcUrl()).withTenancy(Tenancy.schemaPerTenant()))
            .build();
    service = new OrderService(db.get("orders"));
  }

  @AfterEach
  void close() {
    StepVerifier.create(db.close()).verifyComplete();
  }

  @Test
  void countsTheOrdersOfTheTenantThatAsks() {
    StepVerifier.create(service.place("a novel").then(service.count()), as("bluebird_books"))
        .expectNext(1L)
        .verifyComplete();
    StepVerifier.create(service.count(), as("harbor_coffee")).expectNext(0L).verifyComplete();
  }

  @Test
  void refusesToAskForNobody() {
    StepVerifier.create(service.count())
        .verifyErrorSatisfies(
            error -> assertThat(error).hasRootCauseInstanceOf(MissingTenantException.class));
  }

  private static StepVerifierOptions as(String tenant) {
    return StepVerifierOptions.create().withInitialContext(withSchema(tenant));
  }

  public static void main(String[] args) {
    TestingWithStepVerifier test = new TestingWithStepVerifier();
    try (TestDatabase database = DatabaseServers.shared(DatabaseKind.POSTGRESQL).createDatabase()) {
      test.createTenants(database);
      test.countsTheOrdersOfTheTenantThatAsks();
      test.refusesToAskForNobody();
      test.close();
    }
    System.out.println("Both tests passed");
  }
}
