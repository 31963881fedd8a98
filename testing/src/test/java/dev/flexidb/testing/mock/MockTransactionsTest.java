package dev.flexidb.testing.mock;

import static dev.flexidb.tenant.TenantContext.withSchema;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.Database;
import dev.flexidb.Tenancy;
import dev.flexidb.testing.Product;
import io.r2dbc.spi.Connection;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class MockTransactionsTest {

  private static MockFlexiDb of(Product product) {
    MockFlexiDb mock =
        MockFlexiDb.builder()
            .database("user", product, config -> config.withTenancy(Tenancy.schemaPerTenant()))
            .build();
    mock.on("user").whenAnything().updates(1);
    return mock;
  }

  private static Mono<Long> insert(DatabaseClient client, String name) {
    return client
        .sql("INSERT INTO users (name) VALUES (:name)")
        .bind("name", name)
        .fetch()
        .rowsUpdated();
  }

  @ParameterizedTest
  @EnumSource
  void whatIsCommittedIsKept(Product product) {
    try (MockFlexiDb mock = of(product)) {
      mock.db()
          .get("user")
          .inTransaction(client -> insert(client, "Ada").then(insert(client, "Bob")))
          .contextWrite(withSchema("acme"))
          .as(StepVerifier::create)
          .expectNext(1L)
          .verifyComplete();
      mock.calls().in("acme").that(Call.Fate.KEPT).assertCount(2);
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsRolledBackIsUndone(Product product) {
    try (MockFlexiDb mock = of(product)) {
      mock.db()
          .get("user")
          .inTransaction(
              client ->
                  insert(client, "Ada").then(Mono.<Long>error(new IllegalStateException("no"))))
          .contextWrite(withSchema("acme"))
          .as(StepVerifier::create)
          .verifyErrorMessage("no");
      mock.calls().that(Call.Fate.UNDONE).assertCount(1);
      mock.calls().that(Call.Fate.KEPT).assertNone();
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatStandsAloneIsKeptByItself(Product product) {
    try (MockFlexiDb mock = of(product)) {
      insert(mock.db().get("user").client(), "Ada")
          .contextWrite(withSchema("acme"))
          .as(StepVerifier::create)
          .expectNext(1L)
          .verifyComplete();
      mock.calls().that(Call.Fate.KEPT).assertCount(1);
    }
  }

  /** The tenant of each statement, also where they share a connection. */
  @ParameterizedTest
  @EnumSource
  void manyRowsOfParametersAreManyCalls(Product product) {
    try (MockFlexiDb mock = of(product)) {
      Database database = mock.db().get("user");
      String sql =
          product == Product.POSTGRESQL
              ? "INSERT INTO users (name) VALUES ($1)"
              : "INSERT INTO users (name) VALUES (?)";
      Flux.usingWhen(
              database.create(),
              connection ->
                  Flux.from(
                          connection
                              .createStatement(sql)
                              .bind(0, "Ada")
                              .add()
                              .bind(0, "Bob")
                              .execute())
                      .concatMap(result -> result.getRowsUpdated()),
              connection -> connection.close())
          .contextWrite(withSchema("acme"))
          .as(StepVerifier::create)
          .expectNext(1L, 1L)
          .verifyComplete();
      assertThat(mock.calls().in("acme").list())
          .extracting(call -> call.values().get(0))
          .containsExactly("Ada", "Bob");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aBatchOfTextsIsACallForEach(Product product) {
    try (MockFlexiDb mock = of(product)) {
      Flux.usingWhen(
              mock.db().get("user").create(),
              connection ->
                  Flux.from(
                          connection
                              .createBatch()
                              .add("DELETE FROM a")
                              .add("DELETE FROM b")
                              .execute())
                      .concatMap(result -> result.getRowsUpdated()),
              connection -> connection.close())
          .contextWrite(withSchema("acme"))
          .as(StepVerifier::create)
          .expectNext(1L, 1L)
          .verifyComplete();
      mock.calls().in("acme").matching("^DELETE FROM [ab]$").assertCount(2);
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatCameBehindASavepointIsUndoneAlone(Product product) {
    try (MockFlexiDb mock = of(product)) {
      Mono.usingWhen(
              mock.db().get("user").create(),
              connection ->
                  Flux.concat(
                          connection.beginTransaction(),
                          delete(connection, "a"),
                          connection.createSavepoint("s"),
                          delete(connection, "b"),
                          connection.rollbackTransactionToSavepoint("s"),
                          connection.commitTransaction())
                      .then(),
              connection -> connection.close())
          .contextWrite(withSchema("acme"))
          .as(StepVerifier::create)
          .verifyComplete();
      mock.calls().of("DELETE FROM a").that(Call.Fate.KEPT).assertCount(1);
      mock.calls().of("DELETE FROM b").that(Call.Fate.UNDONE).assertCount(1);
    }
  }

  private static Mono<Void> delete(Connection connection, String table) {
    return Flux.from(connection.createStatement("DELETE FROM " + table).execute())
        .concatMap(result -> result.getRowsUpdated())
        .then();
  }

  @ParameterizedTest
  @EnumSource
  void aTransactionThatNobodyEndsIsUndone(Product product) {
    try (MockFlexiDb mock = of(product)) {
      Mono.usingWhen(
              mock.db().get("user").create(),
              connection ->
                  Flux.concat(connection.beginTransaction(), delete(connection, "a")).then(),
              connection -> connection.close())
          .contextWrite(withSchema("acme"))
          .as(StepVerifier::create)
          .verifyComplete();
      mock.calls().that(Call.Fate.UNDONE).assertCount(1);
    }
  }
}
