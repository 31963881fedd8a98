package dev.flexidb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.batch.BatchFailedException;
import dev.flexidb.embedded.TestDatabase;
import dev.flexidb.error.ClosedException;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** When connections are opened, and that close leaves none. */
interface LifecycleContract {

  private static ReactiveFlexiDb over(TestDatabase database, PoolConfig pool) {
    return ReactiveFlexiDb.builder()
        .database("app", DatabaseConfig.of(database.r2dbcUrl()).withPool(pool))
        .build();
  }

  private static ReactiveFlexiDb over(TestDatabase database) {
    return over(database, PoolConfig.DEFAULTS);
  }

  private static Mono<Integer> one(ReactiveFlexiDb db) {
    return db.get("app").sql("SELECT 1").mapValue(Integer.class).one();
  }

  @Test
  @DisplayName("F01: nothing connects before the first statement")
  default void nothingConnectsBeforeTheFirstStatement(TestDatabase database) {
    ReactiveFlexiDb db = over(database);

    Mono.from(db.get("app").create())
        .flatMap(
            connection ->
                Mono.from(connection.beginTransaction())
                    .then(new ObservedServer(database).sessions())
                    .flatMap(open -> Mono.from(connection.close()).thenReturn(open)))
        .as(StepVerifier::create)
        .expectNext(0L)
        .verifyComplete();
    assertThat(db.stats()).extractingByKey("app").extracting("connected").isEqualTo(false);
    one(db)
        .then(new ObservedServer(database).sessions())
        .as(StepVerifier::create)
        .expectNext(1L)
        .verifyComplete();
    db.close().block();
  }

  @Test
  @DisplayName("F01: connect opens the initial connections at once")
  default void connectOpensTheInitialConnections(TestDatabase database) {
    ReactiveFlexiDb db = over(database, PoolConfig.DEFAULTS.withInitialSize(3));

    db.connect()
        .then(new ObservedServer(database).sessions())
        .as(StepVerifier::create)
        .expectNext(3L)
        .verifyComplete();
    db.close().block();
  }

  @Test
  @DisplayName("F17: close leaves no session on the server, and closing again does nothing")
  default void closeLeavesNoSessionOnTheServer(TestDatabase database) {
    ReactiveFlexiDb db = over(database, PoolConfig.DEFAULTS.withInitialSize(3));

    db.connect()
        .then(db.close())
        .then(db.close())
        .then(new ObservedServer(database).sessionsBecome(0))
        .as(StepVerifier::create)
        .expectNext(0L)
        .verifyComplete();
  }

  @Test
  @DisplayName("F17: what is in use when it closes ends its work, and is closed then")
  default void whatIsInUseEndsItsWorkAndIsClosedThen(TestDatabase database) {
    database.execute("CREATE TABLE kept (id int)");
    ReactiveFlexiDb db = over(database);

    db.get("app")
        .inTransaction(
            client ->
                client
                    .sql("INSERT INTO kept VALUES (1)")
                    .fetch()
                    .rowsUpdated()
                    .doOnNext(inserted -> db.close().subscribe())
                    .then(client.sql("INSERT INTO kept VALUES (2)").fetch().rowsUpdated()))
        .then(new ObservedServer(database).sessionsBecome(0))
        .as(StepVerifier::create)
        .expectNext(0L)
        .verifyComplete();

    ReactiveFlexiDb again = over(database);
    again
        .get("app")
        .sql("SELECT count(*) FROM kept")
        .mapValue(Long.class)
        .one()
        .as(StepVerifier::create)
        .expectNext(2L)
        .verifyComplete();
    again.close().block();
  }

  @Test
  @DisplayName("F17: new work on a closed instance fails with ClosedException on every path")
  default void newWorkFailsOnceItIsClosed(TestDatabase database) {
    ReactiveFlexiDb db = over(database);
    one(db).then(db.close()).as(StepVerifier::create).verifyComplete();

    one(db)
        .as(StepVerifier::create)
        .verifyErrorSatisfies(
            error -> assertThat(error).hasRootCauseInstanceOf(ClosedException.class));
    db.connect().as(StepVerifier::create).verifyError(ClosedException.class);
    db.batch(Map.of("app", c -> c.sql("SELECT 1").mapValue(Integer.class).one()))
        .as(StepVerifier::create)
        .verifyErrorSatisfies(
            error ->
                assertThat(error)
                    .isInstanceOf(BatchFailedException.class)
                    .hasRootCauseInstanceOf(ClosedException.class));
    assertThat(db.stats()).extractingByKey("app").extracting("failedQueries").isEqualTo(0L);
  }
}
