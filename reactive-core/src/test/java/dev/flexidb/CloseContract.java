package dev.flexidb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.embedded.Direction;
import dev.flexidb.embedded.FaultProxy;
import dev.flexidb.embedded.TestDatabase;
import dev.flexidb.error.ClosedException;
import dev.flexidb.error.CommitOutcomeUnknownException;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.R2dbcException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** What becomes of work that is in progress when a ReactiveFlexiDb closes. */
@DisplayName("F17: close with a grace period")
interface CloseContract {

  private static ReactiveFlexiDb over(TestDatabase database, Duration grace, int maxSize) {
    return ReactiveFlexiDb.builder()
        .database(
            "app",
            DatabaseConfig.of(database.r2dbcUrl())
                .withPool(PoolConfig.DEFAULTS.withMaxSize(maxSize)))
        .closeGrace(grace)
        .build();
  }

  private static Mono<Long> count(TestDatabase database) {
    ReactiveFlexiDb db = over(database, Duration.ZERO, 1);
    return db.get("app")
        .sql("SELECT count(*) FROM kept")
        .mapValue(Long.class)
        .one()
        .delayUntil(counted -> db.close());
  }

  private static Mono<Long> insert(Connection connection, int id) {
    return Flux.from(connection.createStatement("INSERT INTO kept VALUES (" + id + ")").execute())
        .flatMap(result -> result.getRowsUpdated())
        .single();
  }

  /** What a caller is told, whether Spring's client has wrapped it or not. */
  private static Throwable told(Throwable error) {
    Throwable told = error;
    while (!(told instanceof R2dbcException) && told.getCause() != null) {
      told = told.getCause();
    }
    return told;
  }

  @Test
  default void aTransactionThatIsOpenGoesOnAndCommitsWithinTheGrace(TestDatabase database) {
    ObservedServer server = new ObservedServer(database);
    database.execute("CREATE TABLE kept (id int)");
    ReactiveFlexiDb db = over(database, Duration.ofSeconds(30), 10);
    AtomicReference<Throwable> newWork = new AtomicReference<>();
    Sinks.Empty<Void> closed = Sinks.empty();

    Mono.from(db.get("app").create())
        .flatMap(
            connection ->
                Mono.from(connection.beginTransaction())
                    .then(insert(connection, 1))
                    .doOnNext(
                        one -> db.close().subscribe(never -> {}, e -> {}, closed::tryEmitEmpty))
                    .then(db.get("app").sql("SELECT 1").fetch().one())
                    .doOnError(error -> newWork.set(told(error)))
                    .onErrorComplete()
                    .then(insert(connection, 2))
                    .then(Mono.from(connection.commitTransaction()))
                    .then(Mono.from(connection.close())))
        .then(closed.asMono())
        .then(server.sessionsBecome(0))
        .as(StepVerifier::create)
        .expectNext(0L)
        .verifyComplete();

    assertThat(newWork.get())
        .isInstanceOf(ClosedException.class)
        .hasMessage("database \"app\" is closed; it takes no more work");
    count(database).as(StepVerifier::create).expectNext(2L).verifyComplete();
  }

  @Test
  default void aTransactionThatIsOpenWhenTheGraceIsOverIsUndone(TestDatabase database) {
    ObservedServer server = new ObservedServer(database);
    database.execute("CREATE TABLE kept (id int)");
    ReactiveFlexiDb db = over(database, Duration.ofMillis(50), 10);

    Mono.from(db.get("app").create())
        .flatMap(
            connection ->
                Mono.from(connection.beginTransaction())
                    .then(insert(connection, 1))
                    .then(db.close())
                    .then(server.sessionsBecome(0))
                    .thenMany(
                        Flux.concatDelayError(
                            insert(connection, 2), Mono.from(connection.commitTransaction())))
                    .then()
                    .onErrorResume(
                        error ->
                            Mono.from(connection.rollbackTransaction())
                                .then(Mono.from(connection.close()))
                                .then(Mono.error(error))))
        .as(StepVerifier::create)
        .verifyErrorSatisfies(
            both ->
                assertThat(reactor.core.Exceptions.unwrapMultiple(both))
                    .hasSize(2)
                    .allSatisfy(
                        error ->
                            assertThat(error)
                                .isInstanceOf(ClosedException.class)
                                .hasMessageStartingWith(
                                    "database \"app\" was closed before this work ended")));
    count(database).as(StepVerifier::create).expectNext(0L).verifyComplete();
  }

  @Test
  default void aStreamIsReadToItsEndWithinTheGrace(TestDatabase database) {
    ObservedServer server = new ObservedServer(database);
    database.execute("CREATE TABLE kept (id int)");
    fill(database, 2_000);
    ReactiveFlexiDb db = over(database, Duration.ofSeconds(30), 10);

    db.get("app")
        .sql("SELECT id FROM kept ORDER BY id")
        .mapValue(Integer.class)
        .all()
        .doOnNext(
            id -> {
              if (id == 1) {
                db.close().subscribe();
              }
            })
        .limitRate(10)
        .count()
        .as(StepVerifier::create)
        .expectNext(2_000L)
        .verifyComplete();
    db.close()
        .then(server.sessionsBecome(0))
        .as(StepVerifier::create)
        .expectNext(0L)
        .verifyComplete();
  }

  @Test
  default void aStreamWhoseReaderRestsIsEndedWhenTheGraceIsOver(TestDatabase database) {
    ObservedServer server = new ObservedServer(database);
    database.execute("CREATE TABLE kept (id int)");
    fill(database, 2_000);
    ReactiveFlexiDb db = over(database, Duration.ofMillis(50), 10);

    db.get("app")
        .sql("SELECT id FROM kept ORDER BY id")
        .mapValue(Integer.class)
        .all()
        .as(rows -> StepVerifier.create(rows, 1))
        .expectNext(1)
        .then(() -> db.close().block())
        .then(() -> server.sessionsBecome(0).block())
        .verifyErrorSatisfies(error -> assertThat(told(error)).isInstanceOf(ClosedException.class));
  }

  @Test
  default void aLongStatementIsStoppedWhenTheGraceIsOver(TestDatabase database) {
    ObservedServer server = new ObservedServer(database);
    ReactiveFlexiDb db = over(database, Duration.ofMillis(50), 10);
    Mono<Long> running =
        db.get("app").sql(server.sleep(30)).fetch().all().count().doOnSubscribe(s -> {});

    StepVerifier.create(running)
        .then(() -> server.sessionsBecome(1).block())
        .then(() -> db.close().block())
        .expectErrorSatisfies(error -> assertThat(told(error)).isInstanceOf(ClosedException.class))
        .verify(Duration.ofSeconds(20));
    server.sessionsBecome(0).as(StepVerifier::create).expectNext(0L).verifyComplete();
    assertThat(db.stats()).extractingByKey("app").extracting("circuit").hasToString("CLOSED");
  }

  @Test
  default void aWriteThatIsStoppedIsToldAsItIs(TestDatabase database) {
    database.execute("CREATE TABLE kept (id int)");
    ObservedServer server = new ObservedServer(database);
    ReactiveFlexiDb db = over(database, Duration.ofMillis(50), 10);
    AtomicReference<Throwable> failure = new AtomicReference<>();

    StepVerifier.create(
            db.get("app")
                .sql(
                    "INSERT INTO kept "
                        + server.sleep(30).replace("SELECT ", "SELECT 1 FROM (SELECT ")
                        + " AS s) AS t")
                .fetch()
                .rowsUpdated())
        .then(() -> server.sessionsBecome(1).block())
        .then(() -> db.close().block())
        .expectErrorSatisfies(error -> failure.set(told(error)))
        .verify(Duration.ofSeconds(20));

    assertThat(failure.get())
        .isInstanceOfAny(ClosedException.class, CommitOutcomeUnknownException.class);
    if (failure.get() instanceof ClosedException) {
      count(database).as(StepVerifier::create).expectNext(0L).verifyComplete();
    }
  }

  @Test
  default void aCommitWhoseAnswerDoesNotComeIsUnknown(TestDatabase database) {
    database.execute("CREATE TABLE kept (id int)");
    try (FaultProxy proxy = FaultProxy.to(database.server())) {
      ReactiveFlexiDb db =
          ReactiveFlexiDb.builder()
              .database(
                  "app",
                  DatabaseConfig.of(proxy.r2dbcUrl(database.name()))
                      .withPool(PoolConfig.DEFAULTS.withDrainTimeout(Duration.ofMillis(100))))
              .closeGrace(Duration.ofMillis(500))
              .build();

      Mono.from(db.get("app").create())
          .flatMap(
              connection ->
                  Mono.from(connection.beginTransaction())
                      .then(insert(connection, 1))
                      .doOnNext(inserted -> db.close().subscribe())
                      .then(
                          Mono.fromRunnable(() -> proxy.stall(Direction.TO_CLIENT))
                              .subscribeOn(Schedulers.boundedElastic()))
                      .then(Mono.from(connection.commitTransaction())))
          .as(StepVerifier::create)
          .expectError(CommitOutcomeUnknownException.class)
          .verify(Duration.ofSeconds(20));
      db.close().as(StepVerifier::create).expectComplete().verify(Duration.ofSeconds(20));
    }
  }

  @Test
  default void aReadWhoseServerIsSilentIsEnded(TestDatabase database) {
    try (FaultProxy proxy = FaultProxy.to(database.server())) {
      ReactiveFlexiDb db =
          ReactiveFlexiDb.builder()
              .database(
                  "app",
                  DatabaseConfig.of(proxy.r2dbcUrl(database.name()))
                      .withPool(PoolConfig.DEFAULTS.withDrainTimeout(Duration.ofMillis(100))))
              .closeGrace(Duration.ofMillis(50))
              .build();
      Database app = db.get("app");
      app.sql("SELECT 1").fetch().one().block();
      proxy.stall();

      app.sql("SELECT 1")
          .fetch()
          .one()
          .doOnSubscribe(s -> db.close().delaySubscription(Duration.ofMillis(50)).subscribe())
          .as(StepVerifier::create)
          .expectErrorSatisfies(
              error -> assertThat(told(error)).isInstanceOf(ClosedException.class))
          .verify(Duration.ofSeconds(20));
      db.close().as(StepVerifier::create).expectComplete().verify(Duration.ofSeconds(20));
    }
  }

  @Test
  default void whoWaitsForAConnectionIsRefusedAtOnce(TestDatabase database) {
    ReactiveFlexiDb db = over(database, Duration.ofSeconds(30), 1);
    Database app = db.get("app");

    Mono.from(app.create())
        .flatMap(
            connection ->
                Flux.from(connection.createStatement("SELECT 1").execute())
                    .flatMap(result -> result.map(row -> row.get(0, Integer.class)))
                    .then()
                    .thenMany(
                        app.sql("SELECT 1")
                            .fetch()
                            .one()
                            .doOnSubscribe(waits -> db.close().subscribe()))
                    .then()
                    .onErrorResume(
                        error -> Mono.from(connection.close()).then(Mono.error(told(error)))))
        .as(StepVerifier::create)
        .expectError(ClosedException.class)
        .verify(Duration.ofSeconds(20));
    db.close().as(StepVerifier::create).expectComplete().verify(Duration.ofSeconds(20));
  }

  @Test
  default void closesThatComeAtOnceShareOneEnd(TestDatabase database) {
    ObservedServer server = new ObservedServer(database);
    ReactiveFlexiDb db = over(database, Duration.ofMillis(100), 10);

    Mono.from(db.get("app").create())
        .flatMap(
            connection ->
                Flux.from(connection.createStatement("SELECT 1").execute())
                    .flatMap(result -> result.map(row -> row.get(0, Integer.class)))
                    .then())
        .then(Mono.when(db.close(), db.close(), db.close()))
        .then(db.close())
        .then(server.sessionsBecome(0))
        .as(StepVerifier::create)
        .expectNext(0L)
        .verifyComplete();
  }

  private static void fill(TestDatabase database, int rows) {
    StringBuilder values = new StringBuilder();
    for (int id = 1; id <= rows; id++) {
      values.append(id == 1 ? "(" : ", (").append(id).append(')');
    }
    database.execute("INSERT INTO kept VALUES " + values);
  }
}
