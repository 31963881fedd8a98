package dev.flexidb;

import static dev.flexidb.Deadline.withDeadline;
import static dev.flexidb.OwnServer.BRIEF;
import static dev.flexidb.OwnServer.SOON;
import static dev.flexidb.OwnServer.change;
import static dev.flexidb.OwnServer.one;
import static dev.flexidb.OwnServer.stats;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.batch.CircuitState;
import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.error.CommitOutcomeUnknownException;
import dev.flexidb.error.ConnectFailedException;
import dev.flexidb.error.DeadlineExceededException;
import dev.flexidb.error.WriteRefusedException;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactory;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** What callers see when a server is restarted, stopped, full, or takes no writes any more. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class FaultsContract {

  final OwnServer own;

  FaultsContract(DatabaseKind kind) {
    own = new OwnServer(kind);
  }

  @AfterAll
  void close() {
    own.close();
  }

  /** What came of each write. */
  private static final class Told {
    private final Set<Integer> kept = ConcurrentHashMap.newKeySet();
    private final Set<Integer> unknown = ConcurrentHashMap.newKeySet();
    private final Set<Integer> failed = ConcurrentHashMap.newKeySet();

    Mono<Integer> of(int id, Mono<Long> write) {
      return write
          .doOnNext(one -> kept.add(id))
          .thenReturn(id)
          .onErrorResume(
              error -> {
                (error instanceof CommitOutcomeUnknownException ? unknown : failed).add(id);
                return Mono.delay(Duration.ofMillis(2)).thenReturn(id);
              });
    }
  }

  @Test
  @DisplayName("F23: a restart under load: what was acknowledged is kept, what failed is not")
  void isRestartedUnderLoad() {
    own.database.execute("CREATE TABLE loaded (id int PRIMARY KEY)");
    RetryConfig soon = RetryConfig.DEFAULTS.withDelay(Duration.ofMillis(50));
    ReactiveFlexiDb db = own.over(config -> config.withRetry(soon));
    Told told = new Told();
    AtomicInteger enough = new AtomicInteger(Integer.MAX_VALUE);
    AtomicBoolean begun = new AtomicBoolean();
    AtomicInteger underWay = new AtomicInteger();
    AtomicInteger underWayThen = new AtomicInteger();
    Mono<Void> restart =
        Mono.<Void>fromRunnable(own.server::restart)
            .doOnSubscribe(s -> underWayThen.set(underWay.get()))
            .subscribeOn(Schedulers.boundedElastic())
            .doOnSuccess(done -> enough.set(told.kept.size() + 100));

    Flux.range(0, Integer.MAX_VALUE)
        .takeWhile(id -> told.kept.size() < enough.get())
        .flatMap(
            id -> {
              Mono<Integer> write =
                  told.of(id, change(db, "INSERT INTO loaded VALUES (%d)".formatted(id)))
                      .doOnSubscribe(s -> underWay.incrementAndGet())
                      .doFinally(end -> underWay.decrementAndGet());
              return told.kept.size() > 50 && begun.compareAndSet(false, true)
                  ? Mono.zip(write, restart.thenReturn(id), (written, restarted) -> written)
                  : write;
            },
            8,
            1)
        .as(StepVerifier::create)
        .thenConsumeWhile(id -> true)
        .expectComplete()
        .verify(SOON);

    assertThat(own.ids("loaded"))
        .containsAll(told.kept)
        .allMatch(id -> told.kept.contains(id) || told.unknown.contains(id));
    assertThat(underWayThen).as("it was under load").hasPositiveValue();
    db.close().block();
  }

  @Test
  @DisplayName("F23: after a restart of the server no caller sees a connection that it ended")
  void isRestartedAndNoCallerSeesIt() {
    own.database.execute("CREATE TABLE counted (id int)");
    ReactiveFlexiDb db =
        own.over(config -> config.withPool(PoolConfig.DEFAULTS.withInitialSize(10)));
    db.connect().as(StepVerifier::create).verifyComplete();
    assertThat(stats(db).idleConnections()).isEqualTo(10);

    own.server.restart();

    Mono<Long> insert = change(db, "INSERT INTO counted VALUES (1)");
    Flux.range(0, 50)
        .flatMap(i -> i % 2 == 0 ? one(db) : insert, 50)
        .as(StepVerifier::create)
        .expectNextCount(50)
        .verifyComplete();
    assertThat(own.ids("counted")).hasSize(25);
    db.close().block();
  }

  @Test
  @DisplayName("F13: a server whose process is stopped is unhealthy, and deadlines hold")
  void isStoppedAndContinued() {
    ReactiveFlexiDb db =
        own.over(
            config ->
                config
                    .withPool(PoolConfig.DEFAULTS.withDrainTimeout(BRIEF))
                    .withHealthCheck(HealthCheckConfig.NONE.withTimeout(BRIEF)));
    one(db).as(StepVerifier::create).expectNext(1).verifyComplete();

    own.signal("STOP");
    try {
      StepVerifier.create(one(db).contextWrite(withDeadline(BRIEF)))
          .expectErrorSatisfies(
              error -> assertThat(error).hasRootCauseInstanceOf(DeadlineExceededException.class))
          .verify(Duration.ofSeconds(5));
      StepVerifier.create(db.health())
          .expectNext(Map.of("app", false))
          .expectComplete()
          .verify(Duration.ofSeconds(5));
    } finally {
      own.signal("CONT");
    }

    one(db).as(StepVerifier::create).expectNext(1).expectComplete().verify(SOON);
    db.health()
        .filter(Map.of("app", true)::equals)
        .repeatWhenEmpty(FaultsContract::again)
        .as(StepVerifier::create)
        .expectNextCount(1)
        .verifyComplete();
    db.close().block();
  }

  @Test
  @DisplayName("F19: a server without room is asked again, and open connections work meanwhile")
  void isFull() {
    ConnectionFactory driver = ConnectionFactories.get(own.database.r2dbcUrl());
    Attempts attempts = new Attempts(own.database.r2dbcUrl());
    ReactiveFlexiDb db =
        ReactiveFlexiDb.builder()
            .database(
                "app",
                DatabaseConfig.of(attempts)
                    .withRetry(RetryConfig.DEFAULTS.withDelay(Duration.ofMillis(1)))
                    .withReconnect(ReconnectConfig.NONE))
            .build();
    one(db).as(StepVerifier::create).expectNext(1).verifyComplete();
    Set<Connection> others = ConcurrentHashMap.newKeySet();
    try {
      // MySQL and MariaDB have a place more, for an administrator.
      Flux.range(0, OwnServer.ROOM + 1)
          .concatMap(i -> driver.create())
          .doOnNext(others::add)
          .as(StepVerifier::create)
          .thenConsumeWhile(opened -> true)
          .verifyError();

      Flux.usingWhen(
              db.get("app").create(), held -> asked(held).concatWith(one(db)), Connection::close)
          .as(StepVerifier::create)
          .expectNext(1)
          .verifyErrorSatisfies(
              error -> assertThat(error).hasCauseInstanceOf(ConnectFailedException.class));
      assertThat(attempts.made()).as("one, and three for the second").isEqualTo(4);
      one(db).as(StepVerifier::create).expectNext(1).verifyComplete();
    } finally {
      Flux.fromIterable(others).flatMap(Connection::close).then(db.close()).block(SOON);
    }
  }

  private static Flux<Integer> asked(Connection connection) {
    return Flux.from(connection.createStatement("SELECT 1").execute())
        .flatMap(result -> result.map(row -> Objects.requireNonNull(row.get(0, Integer.class))));
  }

  @Test
  @DisplayName("F21: a primary that takes no writes any more says so, and is read from")
  void becomesReadOnly() {
    own.database.execute("CREATE TABLE kept (id int)");
    String user = "app_" + own.database.name();
    allow(user);
    String url = own.database.r2dbcUrl().replaceFirst("//[^@]*@", "//" + user + ":zq7x@");
    ReactiveFlexiDb db = own.over(url, config -> config);
    Mono<Long> write = change(db, "INSERT INTO kept VALUES (1)");
    Mono<Long> inTransaction =
        db.get("app")
            .inTransaction(
                client -> client.sql("INSERT INTO kept VALUES (2)").fetch().rowsUpdated())
            .next();
    write.as(StepVerifier::create).expectNext(1L).verifyComplete();

    readOnly(true);
    try {
      // What was opened before may not know it yet.
      write
          .repeat(() -> true)
          .takeUntilOther(Mono.delay(SOON))
          .ignoreElements()
          .as(StepVerifier::create)
          .verifyErrorSatisfies(
              error ->
                  assertThat(error)
                      .isInstanceOf(WriteRefusedException.class)
                      .hasMessageStartingWith("database \"app\": the server takes no writes"));
      inTransaction
          .as(StepVerifier::create)
          .verifyErrorSatisfies(
              error -> assertThat(error).hasCauseInstanceOf(WriteRefusedException.class));
      one(db).as(StepVerifier::create).expectNext(1).verifyComplete();
      assertThat(stats(db).circuit()).isEqualTo(CircuitState.CLOSED);
    } finally {
      readOnly(false);
    }

    write
        .onErrorComplete(WriteRefusedException.class)
        .repeatWhenEmpty(FaultsContract::again)
        .as(StepVerifier::create)
        .expectNext(1L)
        .verifyComplete();
    db.close().block();
  }

  private static Flux<Long> again(Flux<Long> asked) {
    return asked.delayElements(Duration.ofMillis(10)).take(1_000);
  }

  private void allow(String user) {
    if (own.isPostgreSql()) {
      own.database.execute(
          "CREATE USER " + user + " PASSWORD 'zq7x'", "GRANT ALL ON TABLE kept TO " + user);
    } else {
      own.database.execute(
          "CREATE USER " + user + " IDENTIFIED BY 'zq7x'",
          "GRANT ALL ON " + own.database.name() + ".* TO " + user);
    }
  }

  private void readOnly(boolean on) {
    if (own.isPostgreSql()) {
      own.server.execute(
          "ALTER SYSTEM SET default_transaction_read_only = " + on, "SELECT pg_reload_conf()");
    } else {
      own.server.execute("SET GLOBAL read_only = " + (on ? 1 : 0));
    }
  }

  @Test
  @DisplayName("F23: connections that the server ended because they were idle are replaced unseen")
  void endsWhatIsIdle() {
    idleSessionsLive(true);
    Opened driver = new Opened(own.database.r2dbcUrl());
    ReactiveFlexiDb db =
        ReactiveFlexiDb.builder()
            .database(
                "app", DatabaseConfig.of(driver).withPool(PoolConfig.DEFAULTS.withInitialSize(3)))
            .build();
    try {
      db.connect()
          .then(driver.allLost())
          .as(StepVerifier::create)
          .expectNext(3)
          .expectComplete()
          .verify(SOON);
    } finally {
      idleSessionsLive(false);
    }

    Flux.range(0, 10)
        .flatMap(i -> one(db), 10)
        .as(StepVerifier::create)
        .expectNextCount(10)
        .verifyComplete();
    assertThat(stats(db).failedQueries()).isZero();
    db.close().block();
  }

  /** Briefly, or for as long as they like. */
  private void idleSessionsLive(boolean briefly) {
    if (own.isPostgreSql()) {
      own.server.execute(
          "ALTER DATABASE %s SET idle_session_timeout = %d"
              .formatted(own.database.name(), briefly ? 200 : 0));
    } else {
      own.server.execute("SET GLOBAL wait_timeout = " + (briefly ? 1 : 28_800));
    }
  }
}
