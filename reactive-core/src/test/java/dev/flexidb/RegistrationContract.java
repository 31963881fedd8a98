package dev.flexidb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flexidb.embedded.TestDatabase;
import dev.flexidb.error.ClosedException;
import dev.flexidb.error.ConnectFailedException;
import dev.flexidb.error.DuplicateDatabaseException;
import dev.flexidb.error.UnknownDatabaseException;
import io.r2dbc.spi.Connection;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** Databases that come and go while a ReactiveFlexiDb is in use. */
interface RegistrationContract {

  private static ReactiveFlexiDb empty() {
    return ReactiveFlexiDb.builder().closeGrace(Duration.ofMillis(100)).build();
  }

  private static Database registered(ReactiveFlexiDb db, DatabaseConfig config) {
    db.register("app", config).block();
    return db.get("app");
  }

  private static Mono<Integer> one(Database database) {
    return database.sql("SELECT 1").mapValue(Integer.class).one();
  }

  private static Mono<Connection> busy(Database database) {
    return Mono.<Connection>from(database.create())
        .delayUntil(
            connection ->
                Flux.from(connection.createStatement("SELECT 1").execute())
                    .flatMap(result -> result.map(row -> row.get(0, Integer.class))));
  }

  @Test
  @DisplayName("F15: register connects and lists, and refuses a name that is taken")
  default void registerConnectsAndLists(TestDatabase database) {
    ReactiveFlexiDb db = empty();
    DatabaseConfig config = DatabaseConfig.of(database.r2dbcUrl());

    db.register("b", config)
        .then(db.register("a", config))
        .flatMap(RegistrationContract::one)
        .as(StepVerifier::create)
        .expectNext(1)
        .verifyComplete();
    assertThat(db.list()).containsExactly("b", "a");
    db.register("a", config).as(StepVerifier::create).verifyError(DuplicateDatabaseException.class);
    db.batch(Map.of("b", RegistrationContract::one, "a", RegistrationContract::one))
        .as(StepVerifier::create)
        .expectNextCount(1)
        .verifyComplete();
    db.close().block();
  }

  @Test
  @DisplayName("F15: of many that register at once one does, and one pool is made")
  default void ofManyThatRegisterAtOnceOneDoes(TestDatabase database) {
    ReactiveFlexiDb db = empty();
    DatabaseConfig config = DatabaseConfig.of(database.r2dbcUrl());

    Flux.range(0, 32)
        .flatMap(
            i ->
                db.register("app", config)
                    .map(registered -> "registered")
                    .onErrorReturn(DuplicateDatabaseException.class, "refused")
                    .subscribeOn(Schedulers.parallel()),
            32)
        .collectMultimap(outcome -> outcome)
        .as(StepVerifier::create)
        .assertNext(
            outcomes -> {
              assertThat(outcomes.get("registered")).hasSize(1);
              assertThat(outcomes.get("refused")).hasSize(31);
            })
        .verifyComplete();
    db.close().block();
  }

  @Test
  @DisplayName("Z01: of many that register if absent at once all get the one database")
  default void ofManyThatRegisterIfAbsentAllGetTheOne(TestDatabase database) {
    ReactiveFlexiDb db = empty();
    Attempts attempts = new Attempts(database.r2dbcUrl());
    DatabaseConfig config = DatabaseConfig.of(attempts);

    Flux.range(0, 32)
        .flatMap(i -> db.registerIfAbsent("app", config).subscribeOn(Schedulers.parallel()), 32)
        .distinct()
        .count()
        .as(StepVerifier::create)
        .expectNext(1L)
        .verifyComplete();
    assertThat(attempts.made()).isEqualTo(1);
    assertThat(db.list()).containsExactly("app");
    db.close().block();
  }

  @Test
  @DisplayName("F15: a registration that fails leaves nothing behind")
  default void aRegistrationThatFailsLeavesNothingBehind(TestDatabase database) throws IOException {
    ReactiveFlexiDb db = empty();
    String port = ":" + database.server().port() + "/";
    DatabaseConfig dead =
        DatabaseConfig.of(database.r2dbcUrl().replace(port, ":" + LoginContract.closedPort() + "/"))
            .withRetry(RetryConfig.NONE);

    db.register("app", dead).as(StepVerifier::create).verifyError(ConnectFailedException.class);
    assertThat(db.list()).isEmpty();
    assertThatThrownBy(() -> db.get("app")).isInstanceOf(UnknownDatabaseException.class);
    db.register("app", DatabaseConfig.of(database.r2dbcUrl()))
        .flatMap(RegistrationContract::one)
        .as(StepVerifier::create)
        .expectNext(1)
        .verifyComplete();
    db.close().block();
  }

  @Test
  @DisplayName("F16: unregister refuses new work, and lets work in progress end")
  default void unregisterLetsWorkInProgressEnd(TestDatabase database) {
    ObservedServer server = new ObservedServer(database);
    ReactiveFlexiDb db = empty();
    Database app = registered(db, DatabaseConfig.of(database.r2dbcUrl()));
    db.group("all", List.of("app"));

    busy(app)
        .flatMap(
            connection -> {
              Mono<Void> gone = db.unregister("app", Duration.ofSeconds(30)).cache();
              gone.subscribe();
              return one(app)
                  .as(refused -> Mono.zip(error(refused), error(one(app.outsideTransaction()))))
                  .doOnNext(
                      errors ->
                          assertThat(errors)
                              .allSatisfy(
                                  error ->
                                      assertThat((Throwable) error)
                                          .hasRootCauseInstanceOf(ClosedException.class)
                                          .hasRootCauseMessage(
                                              "database \"app\" is closed; it takes no more work")))
                  .thenMany(Flux.from(connection.createStatement("SELECT 2").execute()))
                  .flatMap(result -> result.map(row -> row.get(0, Integer.class)))
                  .collectList()
                  .delayUntil(read -> connection.close())
                  .delayUntil(read -> gone);
            })
        .zipWhen(read -> server.sessionsBecome(0))
        .as(StepVerifier::create)
        .assertNext(both -> assertThat(both.getT1()).containsExactly(2))
        .verifyComplete();
    assertThat(db.list()).isEmpty();
    db.healthGroup("all").as(StepVerifier::create).expectNext(Map.of()).verifyComplete();
    assertThatThrownBy(() -> db.use("app", (invocation, next) -> next))
        .isInstanceOf(UnknownDatabaseException.class);
    db.unregister("app").as(StepVerifier::create).verifyError(UnknownDatabaseException.class);
    db.close().block();
  }

  private static Mono<Throwable> error(Mono<?> failing) {
    return failing.materialize().mapNotNull(signal -> signal.getThrowable());
  }

  @Test
  @DisplayName("F16: what has not ended when the drain is over is ended, and its connection closed")
  default void whatHasNotEndedIsEnded(TestDatabase database) {
    ObservedServer server = new ObservedServer(database);
    ReactiveFlexiDb db = empty();
    Database app = registered(db, DatabaseConfig.of(database.r2dbcUrl()));

    busy(app)
        .delayUntil(connection -> db.unregister("app", Duration.ofMillis(50)))
        .delayUntil(connection -> server.sessionsBecome(0))
        .flatMapMany(connection -> connection.createStatement("SELECT 1").execute())
        .as(StepVerifier::create)
        .verifyErrorSatisfies(
            error ->
                assertThat(error)
                    .isInstanceOf(ClosedException.class)
                    .hasMessageContaining("\"app\" was closed before this work ended"));
    db.close().block();
  }

  @Test
  @DisplayName("F25: a name may lead elsewhere while the database that had it still drains")
  default void aNameMayLeadElsewhereWhileTheOldOneDrains(TestDatabase database) {
    ReactiveFlexiDb db = empty();
    database.execute("CREATE TABLE kept (id int)");
    DatabaseConfig config = DatabaseConfig.of(database.r2dbcUrl());
    DatabaseConfig elsewhere = DatabaseConfig.of(database.server().r2dbcUrl());
    Database old = registered(db, config);

    busy(old)
        .flatMap(
            connection -> {
              Mono<Void> gone = db.unregister("app", Duration.ofSeconds(30)).cache();
              gone.subscribe();
              return db.register("app", elsewhere)
                  .doOnNext(fresh -> assertThat(fresh).isNotEqualTo(old).isSameAs(db.get("app")))
                  .flatMap(RegistrationContract::one)
                  .thenMany(
                      Flux.from(connection.createStatement("SELECT count(*) FROM kept").execute()))
                  .flatMap(result -> result.map(row -> row.get(0, Long.class)))
                  .single()
                  .delayUntil(read -> connection.close())
                  .delayUntil(read -> gone);
            })
        .as(StepVerifier::create)
        .expectNext(0L)
        .verifyComplete();
    one(db.get("app")).as(StepVerifier::create).expectNext(1).verifyComplete();
    db.close().block();
  }

  @Test
  @DisplayName("F17: close ends what drains, and refuses to register")
  default void closeEndsWhatDrainsAndRefusesToRegister(TestDatabase database) {
    ObservedServer server = new ObservedServer(database);
    ReactiveFlexiDb db = empty();
    DatabaseConfig config = DatabaseConfig.of(database.r2dbcUrl());
    Database app = registered(db, config);

    busy(app)
        .doOnNext(connection -> db.unregister("app", Duration.ofDays(1)).subscribe())
        .then(db.close())
        .then(server.sessionsBecome(0))
        .as(StepVerifier::create)
        .expectNext(0L)
        .verifyComplete();
    db.register("app", config)
        .as(StepVerifier::create)
        .verifyErrorSatisfies(
            error ->
                assertThat(error)
                    .isInstanceOf(ClosedException.class)
                    .hasMessageContaining("the ReactiveFlexiDb is closed"));
  }
}
