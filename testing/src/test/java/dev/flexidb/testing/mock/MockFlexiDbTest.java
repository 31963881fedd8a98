package dev.flexidb.testing.mock;

import static dev.flexidb.tenant.TenantContext.withSchema;
import static dev.flexidb.tenant.TenantContext.withoutSchema;
import static dev.flexidb.testing.mock.Answer.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flexidb.Tenancy;
import dev.flexidb.error.MissingTenantException;
import dev.flexidb.error.UnknownDatabaseException;
import dev.flexidb.tenant.SchemaName;
import dev.flexidb.testing.Product;
import dev.flexidb.testing.TenantStepVerifier;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class MockFlexiDbTest {

  private static final String NAME = "SELECT name FROM users WHERE id = :id";

  private final MockFlexiDb mock = of(Product.POSTGRESQL);

  private static MockFlexiDb of(Product product) {
    return MockFlexiDb.builder()
        .database("user", product, config -> config.withTenancy(Tenancy.schemaPerTenant()))
        .database("analytics", product, config -> config)
        .build();
  }

  @AfterEach
  void close() {
    mock.close();
  }

  private Mono<String> name(MockFlexiDb of, long id) {
    return of.db().get("user").sql(NAME).bind("id", id).mapValue(String.class).one();
  }

  /** F28. */
  @Test
  void allAreHealthyAndConnectAndCloseHaveNothingToWaitFor() {
    mock.db().connect().as(StepVerifier::create).verifyComplete();
    mock.db()
        .health()
        .as(StepVerifier::create)
        .expectNext(Map.of("user", true, "analytics", true))
        .verifyComplete();
    mock.db().close().as(StepVerifier::create).verifyComplete();
    mock.db().close().as(StepVerifier::create).verifyComplete();
  }

  @ParameterizedTest
  @EnumSource
  void answersInTheTenantThatAsks(Product product) {
    try (MockFlexiDb both = of(product)) {
      both.on("user").when(NAME).returns(row("name", "nobody"));
      both.on("user").when(NAME).in("acme").returns(row("name", "Ada"));
      name(both, 7)
          .contextWrite(withSchema("acme"))
          .concatWith(name(both, 8).contextWrite(withSchema("umbrella")))
          .as(StepVerifier::create)
          .expectNext("Ada", "nobody")
          .verifyComplete();
      assertThat(both.calls().list())
          .extracting(call -> call.tenant().map(SchemaName::value).orElse(""), Call::values)
          .containsExactly(
              org.assertj.core.groups.Tuple.tuple("acme", List.of(7L)),
              org.assertj.core.groups.Tuple.tuple("umbrella", List.of(8L)));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aPinnedViewIsInItsTenant(Product product) {
    try (MockFlexiDb both = of(product)) {
      both.on("user").when("SELECT 1").returnsValue(1);
      both.db()
          .get("user")
          .forSchema(new SchemaName("acme"))
          .sql("SELECT 1")
          .mapValue(Long.class)
          .one()
          .as(StepVerifier::create)
          .expectNext(1L)
          .verifyComplete();
      both.calls().in("acme").of("SELECT 1").assertCount(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatTenantsShareIsInNoTenant(Product product) {
    try (MockFlexiDb both = of(product)) {
      both.on("user").whenMatching("^SELECT").returns();
      both.db()
          .get("user")
          .sql("SELECT plan FROM plans")
          .fetch()
          .all()
          .contextWrite(withoutSchema())
          .as(StepVerifier::create)
          .verifyComplete();
      both.calls().to("user").inNoTenant().assertCount(1);
    }
  }

  @Test
  void refusesWhoNamesNoTenantAsTheRealOneDoes() {
    mock.on("user").whenAnything().returnsValue("Ada");
    name(mock, 7)
        .as(StepVerifier::create)
        .verifyErrorSatisfies(
            error -> assertThat(error).hasRootCauseInstanceOf(MissingTenantException.class));
    mock.calls().assertNone();
  }

  @Test
  void batchesAskAllDatabases() {
    mock.on("user").when("SELECT count(*) FROM users").returnsValue(2);
    mock.on("analytics").when("SELECT count(*) FROM events").returnsValue(3);
    mock.db()
        .batch(
            Map.of(
                "user",
                db -> db.sql("SELECT count(*) FROM users").mapValue(Long.class).one(),
                "analytics",
                db -> db.sql("SELECT count(*) FROM events").mapValue(Long.class).one()))
        .contextWrite(withSchema("acme"))
        .map(result -> result.get("user", Long.class) + result.get("analytics", Long.class))
        .as(StepVerifier::create)
        .expectNext(5L)
        .verifyComplete();
    mock.calls().to("analytics").inNoTenant().assertCount(1);
  }

  @Test
  void whatHasNoAnswerFailsAndSaysWhichOneToGive() {
    name(mock, 7)
        .contextWrite(withSchema("acme"))
        .as(StepVerifier::create)
        .verifyErrorSatisfies(
            error ->
                assertThat(error)
                    .rootCause()
                    .isInstanceOf(UnexpectedSqlException.class)
                    .hasMessage(
                        "database \"user\" was asked \"SELECT name FROM users WHERE id = $1\" in acme"
                            + " and has no answer to that; give one with on(\"user\").when(sql)"));
  }

  @Test
  void theAnswerThatWasGivenLastCounts() {
    mock.on("analytics").whenAnything().updates(1);
    mock.on("analytics").when("DELETE FROM events").updates(9);
    Flux.just("DELETE\n  FROM events;", "UPDATE events SET a = 1")
        .concatMap(sql -> mock.db().get("analytics").sql(sql).fetch().rowsUpdated())
        .as(StepVerifier::create)
        .expectNext(9L, 1L)
        .verifyComplete();
  }

  /** Ten comes behind two, also where they are names. */
  @Test
  void whatIsBoundStandsInTheOrderOfTheParameters() {
    mock.on("user").whenAnything().updates(1);
    DatabaseClient.GenericExecuteSpec sql =
        mock.db().get("user").sql("INSERT INTO t VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)");
    for (int i = 10; i > 0; i--) {
      sql = sql.bind("$" + i, i);
    }
    TenantStepVerifier.create(sql.then(), "acme").verifyComplete();
    assertThat(mock.calls().list().get(0).values()).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
  }

  @Test
  void aCloseWaitsForNoWork() {
    mock.on("user").whenAnything().after(Duration.ofHours(1)).updates(1);
    Disposable work =
        mock.db()
            .get("user")
            .sql("UPDATE t SET a = 1")
            .then()
            .contextWrite(withSchema("acme"))
            .subscribe();
    mock.db().close().as(StepVerifier::create).expectComplete().verify(Duration.ofSeconds(2));
    work.dispose();
  }

  @Test
  void anAnswerMayDependOnWhatIsBound() {
    mock.on("user")
        .when(NAME)
        .answers(call -> Answer.rows(row("name", "no. " + call.values().get(0))));
    name(mock, 7)
        .contextWrite(withSchema("acme"))
        .as(StepVerifier::create)
        .expectNext("no. 7")
        .verifyComplete();
  }

  @Test
  void resetForgetsCallsAndAnswers() {
    mock.on("analytics").whenAnything().updates(1);
    mock.db().get("analytics").sql("DELETE").then().as(StepVerifier::create).verifyComplete();
    mock.reset();
    mock.calls().assertNone();
    mock.db().get("analytics").sql("DELETE").then().as(StepVerifier::create).verifyError();
  }

  @Test
  void anUnknownDatabaseIsTold() {
    assertThatThrownBy(() -> mock.on("usr"))
        .isInstanceOf(UnknownDatabaseException.class)
        .hasMessageContaining("user");
  }
}
