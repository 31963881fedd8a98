package dev.flexidb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.batch.CircuitState;
import dev.flexidb.batch.ResponseTimes;
import dev.flexidb.embedded.TestDatabase;
import io.r2dbc.spi.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** What is counted of the statements of a database. */
@DisplayName("F14: statistics")
interface StatsContract {

  private static ReactiveFlexiDb over(TestDatabase database) {
    return ReactiveFlexiDb.builder()
        .database("app", DatabaseConfig.of(database.r2dbcUrl()))
        .build();
  }

  private static Mono<Integer> one(Database app) {
    return app.sql("SELECT 1").mapValue(Integer.class).one();
  }

  private static DatabaseStats stats(ReactiveFlexiDb db) {
    return Objects.requireNonNull(db.stats().get("app"));
  }

  @Test
  default void beforeTheFirstStatementNothingIsCounted(TestDatabase database) {
    ReactiveFlexiDb db = over(database);

    DatabaseStats stats = stats(db);

    assertThat(stats.connected()).isFalse();
    assertThat(stats.registeredAt()).isBetween(Instant.now().minusSeconds(60), Instant.now());
    assertThat(stats.lastConnectedAt()).isEmpty();
    assertThat(stats.lastError()).isEmpty();
    assertThat(stats.totalQueries()).isZero();
    assertThat(stats.avgResponseTime()).isZero();
    assertThat(stats.responseTimes()).isEqualTo(ResponseTimes.NONE);
    assertThat(stats.circuit()).isEqualTo(CircuitState.CLOSED);
    db.close().block();
  }

  @Test
  default void successesAreCountedWithTheirTime(TestDatabase database) {
    ReactiveFlexiDb db = over(database);

    one(db.get("app")).then(one(db.get("app"))).block();

    DatabaseStats stats = stats(db);
    assertThat(stats.totalQueries()).isEqualTo(2);
    assertThat(stats.failedQueries()).isZero();
    assertThat(stats.lastError()).isEmpty();
    assertThat(stats.avgResponseTime()).isPositive().isLessThan(Duration.ofSeconds(10));
    assertThat(stats.responseTimes().p50()).isPositive();
    assertThat(stats.responseTimes().p95()).isGreaterThanOrEqualTo(stats.responseTimes().p50());
    assertThat(stats.responseTimes().p99()).isGreaterThanOrEqualTo(stats.responseTimes().p95());
    assertThat(stats.connected()).isTrue();
    assertThat(stats.lastConnectedAt())
        .hasValueSatisfying(at -> assertThat(at).isAfter(stats.registeredAt()));
    assertThat(stats.totalConnections()).isEqualTo(1);
    assertThat(stats.idleConnections()).isEqualTo(1);
    assertThat(stats.activeConnections()).isZero();
    assertThat(stats.pendingAcquires()).isZero();
    assertThat(stats.maxConnections()).isEqualTo(PoolConfig.DEFAULTS.maxSize());
    db.close().block();
  }

  @Test
  @DisplayName("Z15: how many connections there are, in use and not, and who waits for one")
  default void whoHoldsAConnectionAndWhoWaitsIsCounted(TestDatabase database) {
    ReactiveFlexiDb db =
        ReactiveFlexiDb.builder()
            .database(
                "app",
                DatabaseConfig.of(database.r2dbcUrl())
                    .withPool(PoolConfig.DEFAULTS.withMaxSize(2).withInitialSize(2)))
            .build();
    Database app = db.get("app");
    db.connect().block();

    Flux.usingWhen(
            app.create(),
            first ->
                select(first)
                    .doOnNext(
                        one -> {
                          DatabaseStats stats = stats(db);
                          assertThat(stats.totalConnections()).isEqualTo(2);
                          assertThat(stats.activeConnections()).isEqualTo(1);
                          assertThat(stats.idleConnections()).isEqualTo(1);
                          assertThat(stats.pendingAcquires()).isZero();
                        })
                    .thenMany(
                        Flux.usingWhen(
                            app.create(),
                            second ->
                                select(second)
                                    .doOnNext(
                                        two -> {
                                          one(app).subscribe();
                                          DatabaseStats stats = stats(db);
                                          assertThat(stats.activeConnections()).isEqualTo(2);
                                          assertThat(stats.idleConnections()).isZero();
                                          assertThat(stats.pendingAcquires()).isEqualTo(1);
                                        }),
                            Connection::close)),
            Connection::close)
        .as(StepVerifier::create)
        .expectNext(1)
        .verifyComplete();
    db.close().block();
  }

  private static Mono<Integer> select(Connection connection) {
    return Flux.from(connection.createStatement("SELECT 1").execute())
        .flatMap(result -> result.map(row -> Objects.requireNonNull(row.get(0, Integer.class))))
        .single();
  }

  @Test
  @DisplayName("F14, F21: an SQL error is a failed query, and never opens the circuit")
  default void anSqlErrorIsAFailedQueryAndLeavesTheCircuitClosed(TestDatabase database) {
    ReactiveFlexiDb db = over(database);

    db.get("app")
        .sql("SELECT * FROM missing")
        .fetch()
        .all()
        .onErrorComplete()
        .repeat(9)
        .as(StepVerifier::create)
        .verifyComplete();

    DatabaseStats stats = stats(db);
    assertThat(stats.totalQueries()).isEqualTo(10);
    assertThat(stats.failedQueries()).isEqualTo(10);
    assertThat(stats.lastError())
        .hasValueSatisfying(e -> assertThat(e).hasMessageContaining("missing"));
    assertThat(stats.circuit()).isEqualTo(CircuitState.CLOSED);
    assertThat(stats.connected()).isTrue();
    db.close().block();
  }

  @Test
  @DisplayName("F14, F21: a cancelled query did not fail, and never opens the circuit")
  default void aCancelledQueryDidNotFail(TestDatabase database) {
    ReactiveFlexiDb db = over(database);

    for (int i = 0; i < 6; i++) {
      StepVerifier.create(db.get("app").sql(new ObservedServer(database).sleep(30)).fetch().first())
          .expectSubscription()
          .thenAwait(Duration.ofMillis(50))
          .thenCancel()
          .verify();
    }
    one(db.get("app")).as(StepVerifier::create).expectNext(1).verifyComplete();

    DatabaseStats stats = stats(db);
    assertThat(stats.totalQueries()).isEqualTo(7);
    assertThat(stats.failedQueries()).isZero();
    assertThat(stats.circuit()).isEqualTo(CircuitState.CLOSED);
    db.close().block();
  }

  @Test
  default void aBatchOperationCountsItsStatementsAndNothingTwice(TestDatabase database) {
    ReactiveFlexiDb db = over(database);

    db.batch(Map.of("app", c -> one(c))).block();
    assertThat(stats(db).totalQueries()).isEqualTo(1);

    db.batch(Map.of("app", c -> one(c).then(one(c)))).block();
    assertThat(stats(db).totalQueries()).isEqualTo(3);
    db.close().block();
  }

  @Test
  default void aTransactionCountsItsStatementsAndNotItsBeginAndCommit(TestDatabase database) {
    ReactiveFlexiDb db = over(database);

    db.get("app")
        .inTransaction(
            client ->
                client.sql("SELECT 1").fetch().first().then(client.sql("SELECT 2").fetch().first()))
        .blockLast();

    assertThat(stats(db).totalQueries()).isEqualTo(2);
    assertThat(stats(db).failedQueries()).isZero();
    db.close().block();
  }
}
