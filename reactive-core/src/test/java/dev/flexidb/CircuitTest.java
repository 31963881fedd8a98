package dev.flexidb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.batch.BatchFailedException;
import dev.flexidb.batch.CircuitBreakerConfig;
import dev.flexidb.batch.CircuitOpenException;
import dev.flexidb.batch.CircuitState;
import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.DatabaseServer;
import dev.flexidb.embedded.WithServer;
import dev.flexidb.error.AcquireRefusedException;
import dev.flexidb.error.ConnectFailedException;
import io.r2dbc.spi.Connection;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.util.retry.Retry;

@DisplayName("F21: the circuit breaker of a database")
@WithServer(DatabaseKind.POSTGRESQL)
class CircuitTest {

  private static final Duration SHORT = Duration.ofMillis(50);

  private final Attempts driver;
  private final ReactiveFlexiDb db;

  CircuitTest(DatabaseServer server) {
    driver = new Attempts(server.r2dbcUrl());
    PoolConfig pool = PoolConfig.DEFAULTS.withMaxSize(1);
    DatabaseConfig config = DatabaseConfig.of(driver).withRetry(RetryConfig.NONE).withPool(pool);
    CircuitBreakerConfig shortReset = CircuitBreakerConfig.DEFAULTS.withResetTimeout(SHORT);
    db =
        ReactiveFlexiDb.builder()
            .database("app", config)
            .database("brief", config.withCircuitBreaker(shortReset))
            .database("busy", config.withPool(pool.withMaxPending(0)))
            .build();
  }

  @AfterEach
  void close() {
    db.close().block();
  }

  /** Past Spring's client, which wraps errors. */
  private static Mono<Integer> ask(Database database) {
    return Mono.usingWhen(
        database.create(),
        connection ->
            Flux.from(connection.createStatement("SELECT 1").execute())
                .flatMap(
                    result -> result.map(row -> Objects.requireNonNull(row.get(0, Integer.class))))
                .single(),
        Connection::close);
  }

  private Mono<Integer> ask(String name) {
    return ask(db.get(name));
  }

  private void fail(String name, int times) {
    driver.down = true;
    for (int i = 0; i < times; i++) {
      ask(name).as(StepVerifier::create).verifyError(ConnectFailedException.class);
    }
  }

  /** Asks again when the circuit says that it lets a trial through. */
  private Mono<Integer> askAtReset(String name) {
    return ask(name)
        .retryWhen(
            Retry.from(
                signals ->
                    signals.flatMap(
                        signal ->
                            signal.failure() instanceof CircuitOpenException open
                                ? Mono.delay(open.retryAfter())
                                : Mono.error(signal.failure()))));
  }

  private CircuitState circuit(String name) {
    return Objects.requireNonNull(db.stats().get(name)).circuit();
  }

  private long queries(String name) {
    return Objects.requireNonNull(db.stats().get(name)).totalQueries();
  }

  @Test
  void fiveFailuresToConnectOpenItAndNothingIsTriedThen() {
    fail("app", 5);
    driver.down = false;

    ask("app").as(StepVerifier::create).verifyError(CircuitOpenException.class);

    assertThat(db.stats())
        .extractingByKey("app")
        .satisfies(
            stats -> {
              assertThat(stats.circuit()).isEqualTo(CircuitState.OPEN);
              assertThat(stats.totalQueries()).isEqualTo(5);
              assertThat(stats.failedQueries()).isEqualTo(5);
              assertThat(stats.refusedQueries()).isEqualTo(1);
              assertThat(stats.connected()).isFalse();
              assertThat(stats.lastError())
                  .hasValueSatisfying(
                      e -> assertThat(e).isInstanceOf(ConnectFailedException.class));
            });
  }

  @Test
  void itSaysWhenATrialIsLetThrough() {
    fail("app", 5);

    ask("app")
        .as(StepVerifier::create)
        .verifyErrorSatisfies(
            error ->
                assertThat(error)
                    .isInstanceOfSatisfying(
                        CircuitOpenException.class,
                        open ->
                            assertThat(open.retryAfter())
                                .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(30))));
  }

  @Test
  void aBatchAndThePlainPathShareIt() {
    driver.down = true;
    for (int i = 0; i < 5; i++) {
      db.batch(Map.of("app", CircuitTest::ask))
          .as(StepVerifier::create)
          .verifyError(BatchFailedException.class);
    }

    ask("app").as(StepVerifier::create).verifyError(CircuitOpenException.class);
    db.batch(Map.of("app", CircuitTest::ask))
        .as(StepVerifier::create)
        .verifyErrorSatisfies(
            error -> assertThat(error).hasCauseInstanceOf(CircuitOpenException.class));
    assertThat(queries("app")).isEqualTo(5);
  }

  @Test
  void fourFailuresAndASuccessLeaveItClosed() {
    fail("app", 4);
    driver.down = false;

    ask("app").as(StepVerifier::create).expectNext(1).verifyComplete();

    assertThat(circuit("app")).isEqualTo(CircuitState.CLOSED);
  }

  @Test
  void aTrialThatSucceedsClosesIt() {
    fail("brief", 5);
    driver.down = false;

    askAtReset("brief").as(StepVerifier::create).expectNext(1).verifyComplete();

    assertThat(circuit("brief")).isEqualTo(CircuitState.CLOSED);
  }

  @Test
  void aTrialIsOverWithTheFirstRowHoweverSlowlyTheRestIsRead() {
    fail("brief", 5);
    driver.down = false;

    Connection slow = Objects.requireNonNull(db.get("brief").create().block());
    Mono.delay(SHORT)
        .thenMany(slow.createStatement("SELECT generate_series(1, 5000)").execute())
        .flatMap(result -> result.map(row -> circuit("brief")), 1, 1)
        .as(rows -> StepVerifier.create(rows, 1))
        .expectNextCount(1)
        .then(() -> assertThat(circuit("brief")).isEqualTo(CircuitState.CLOSED))
        .thenCancel()
        .verify();
    Mono.from(slow.close()).block();
  }

  @Test
  void aTrialThatFailsOpensItAgain() {
    fail("brief", 5);

    askAtReset("brief").as(StepVerifier::create).verifyError(ConnectFailedException.class);

    assertThat(circuit("brief")).isEqualTo(CircuitState.OPEN);
    assertThat(queries("brief")).isEqualTo(6);
  }

  @Test
  void oneDatabasesCircuitLeavesTheOthersAlone() {
    fail("app", 5);

    assertThat(circuit("app")).isEqualTo(CircuitState.OPEN);
    assertThat(circuit("brief")).isEqualTo(CircuitState.CLOSED);
  }

  @Test
  void aFullPoolDoesNotCount() {
    Database busy = db.get("busy");

    Flux.usingWhen(
            busy.create(),
            holder ->
                Flux.from(holder.createStatement("SELECT 1").execute())
                    .flatMap(result -> Flux.from(result.map(row -> 1)))
                    .thenMany(
                        Flux.range(0, 6)
                            .concatMap(
                                i -> ask(busy).onErrorReturn(AcquireRefusedException.class, -1))),
            Connection::close)
        .as(StepVerifier::create)
        .expectNext(-1, -1, -1, -1, -1, -1)
        .verifyComplete();

    assertThat(circuit("busy")).isEqualTo(CircuitState.CLOSED);
  }
}
