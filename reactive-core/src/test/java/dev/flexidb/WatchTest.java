package dev.flexidb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.batch.CircuitState;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.R2dbcPermissionDeniedException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

/** What is done about a server without anybody's call, by a clock that is turned by hand. */
@Isolated("turns the clock of all schedulers")
class WatchTest implements FlexiDbListener {

  private static final HealthCheckConfig EXACT = HealthCheckConfig.DEFAULTS.withJitter(0);

  private static Mono<Boolean> refusing() {
    return Mono.error(new R2dbcPermissionDeniedException("wrong password", "28P01"));
  }

  private final VirtualTimeScheduler time = VirtualTimeScheduler.getOrSet(true);
  private final List<String> told = new CopyOnWriteArrayList<>();
  private final Silenceable server = new Silenceable();

  @AfterEach
  void letTimeGo() {
    VirtualTimeScheduler.reset();
  }

  @Override
  public void onHealthChanged(
      String database, String where, HealthStatus before, HealthStatus now) {
    told.add(before + " > " + now);
  }

  @Override
  public void onCircuitChanged(
      String database, String where, CircuitState before, CircuitState now) {
    told.add(before + " > " + now);
  }

  @Override
  public void onReconnectGivenUp(String database, String where, int made, Throwable error) {
    told.add("gave up after " + made + ": " + error.getClass().getSimpleName());
  }

  private ReactiveFlexiDb over(HealthCheckConfig healthCheck, ReconnectConfig reconnect) {
    return ReactiveFlexiDb.builder()
        .database(
            "app",
            DatabaseConfig.of(server)
                .withRetry(RetryConfig.NONE)
                .withHealthCheck(healthCheck)
                .withReconnect(reconnect))
        .listener(this)
        .build();
  }

  private void pass(Duration by) {
    time.advanceTimeBy(by);
  }

  private void pass(long seconds) {
    pass(Duration.ofSeconds(seconds));
  }

  /** Subscribes and lets no time pass. */
  private void run(Mono<?> work) {
    work.subscribe(value -> {}, error -> {});
    pass(0);
  }

  private void connect(ReactiveFlexiDb db) {
    run(db.connect());
    assertThat(server.asked()).isEqualTo(1);
  }

  private void ask(ReactiveFlexiDb db) {
    run(
        Flux.usingWhen(
                db.get("app").create(),
                connection -> connection.createStatement("SELECT 1").execute(),
                Connection::close)
            .then());
  }

  private void openCircuit(ReactiveFlexiDb db) {
    server.answer = Silenceable.DOWN;
    for (int i = 0; i < 5; i++) {
      ask(db);
    }
    assertThat(circuit(db)).isEqualTo(CircuitState.OPEN);
    assertThat(server.asked()).isEqualTo(5);
  }

  private static DatabaseStats stats(ReactiveFlexiDb db) {
    return Objects.requireNonNull(db.stats().get("app"));
  }

  private static HealthStatus health(ReactiveFlexiDb db) {
    return stats(db).health();
  }

  private static CircuitState circuit(ReactiveFlexiDb db) {
    return stats(db).circuit();
  }

  /** Whatever was going on, it has ended and left no timer. */
  private void assertNothingIsLeftOnceClosed(ReactiveFlexiDb db) {
    run(db.close());
    pass(3);
    assertThat(server.asked()).isLessThanOrEqualTo(1);
    long timers = time.getScheduledTaskCount();
    pass(100_000);
    assertThat(server.asked()).isZero();
    assertThat(time.getScheduledTaskCount()).as("timers").isEqualTo(timers);
  }

  @Test
  @DisplayName("F22: checks begin with the first use, and go on at their interval")
  void checksBeginWithTheFirstUse() {
    ReactiveFlexiDb db = over(EXACT, ReconnectConfig.NONE);
    pass(100);
    assertThat(server.asked()).isZero();
    assertThat(health(db)).isEqualTo(HealthStatus.UNKNOWN);

    connect(db);
    pass(29);
    assertThat(server.asked()).isZero();
    pass(1);
    assertThat(server.asked()).isEqualTo(1);
    assertThat(health(db)).isEqualTo(HealthStatus.HEALTHY);
    pass(60);
    assertThat(server.asked()).isEqualTo(2);
    assertNothingIsLeftOnceClosed(db);
  }

  @Test
  @DisplayName("F22: they begin with a first use that fails, too")
  void checksBeginWithAFirstUseThatFails() {
    server.answer = Silenceable.DOWN;
    ReactiveFlexiDb db = over(EXACT, ReconnectConfig.NONE);

    ask(db);
    server.asked();
    pass(30);

    assertThat(server.asked()).isEqualTo(1);
    assertThat(health(db)).isEqualTo(HealthStatus.UNHEALTHY);
    assertNothingIsLeftOnceClosed(db);
  }

  @Test
  @DisplayName("F22: each interval is partly left to chance")
  void intervalsArePartlyLeftToChance() {
    HealthCheckConfig config = HealthCheckConfig.DEFAULTS;

    assertThat(config.next(0)).isEqualTo(Duration.ofSeconds(24));
    assertThat(config.next(0.5)).isEqualTo(Duration.ofSeconds(30));
    assertThat(config.next(1)).isEqualTo(Duration.ofSeconds(36));
    assertThat(config.withJitter(0).next(0.9)).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  @DisplayName("F20, F22: a change is told once, and a server that hangs is asked once at a time")
  void aChangeIsToldOnce() {
    ReactiveFlexiDb db = over(EXACT.withInterval(Duration.ofSeconds(2)), ReconnectConfig.NONE);
    connect(db);

    pass(20);
    server.answer = Silenceable.SILENT;
    pass(60);
    assertThat(health(db)).isEqualTo(HealthStatus.UNHEALTHY);
    server.answer = Silenceable.UP;
    pass(20);

    assertThat(told)
        .containsExactly("UNKNOWN > HEALTHY", "HEALTHY > UNHEALTHY", "UNHEALTHY > HEALTHY");
    assertThat(server.mostUnderWay()).isEqualTo(1);
    server.asked();
    assertNothingIsLeftOnceClosed(db);
  }

  @Test
  @DisplayName("F22: checks can be turned off")
  void checksCanBeTurnedOff() {
    ReactiveFlexiDb db = over(HealthCheckConfig.NONE, ReconnectConfig.NONE);
    connect(db);

    pass(10_000);

    assertThat(server.asked()).isZero();
    assertThat(health(db)).isEqualTo(HealthStatus.UNKNOWN);
    assertNothingIsLeftOnceClosed(db);
  }

  @Test
  @DisplayName("F21: an open circuit is probed every 500 ms; the first answer lets a trial begin")
  void anOpenCircuitIsProbed() {
    ReactiveFlexiDb db = over(HealthCheckConfig.NONE, ReconnectConfig.NONE);
    openCircuit(db);

    pass(Duration.ofMillis(499));
    assertThat(server.asked()).isZero();
    pass(Duration.ofMillis(1));
    assertThat(server.asked()).isEqualTo(1);
    pass(10);
    assertThat(server.asked()).isEqualTo(20);
    assertThat(circuit(db)).isEqualTo(CircuitState.OPEN);

    server.answer = Silenceable.UP;
    pass(Duration.ofMillis(500));
    assertThat(circuit(db)).isEqualTo(CircuitState.HALF_OPEN);
    ask(db);
    assertThat(circuit(db)).isEqualTo(CircuitState.CLOSED);
    assertThat(told)
        .filteredOn(change -> !change.contains("HEALTHY"))
        .containsExactly("CLOSED > OPEN", "OPEN > HALF_OPEN", "HALF_OPEN > CLOSED");
    server.asked();
    pass(100);
    assertThat(server.asked()).as("probes of a closed circuit").isZero();
    assertNothingIsLeftOnceClosed(db);
  }

  @Test
  @DisplayName("F21: probes of a server that hangs never pile up, and the circuit is not stuck")
  void probesOfAServerThatHangsNeverPileUp() {
    ReactiveFlexiDb db = over(HealthCheckConfig.NONE, ReconnectConfig.NONE);
    openCircuit(db);

    server.answer = Silenceable.SILENT;
    pass(25);
    assertThat(server.mostUnderWay()).isEqualTo(1);
    assertThat(server.asked()).as("2 s for each, 500 ms between them").isEqualTo(10);

    server.answer = Silenceable.UP;
    pass(3);
    ask(db);
    assertThat(circuit(db)).isEqualTo(CircuitState.CLOSED);
    server.asked();
    assertNothingIsLeftOnceClosed(db);
  }

  @Test
  @DisplayName("F21: a trial that fails opens it again, and it is probed again")
  void aTrialThatFailsIsFollowedByProbes() {
    ReactiveFlexiDb db = over(HealthCheckConfig.NONE, ReconnectConfig.NONE);
    openCircuit(db);
    server.answer = Silenceable.UP;
    pass(Duration.ofMillis(500));
    server.answer = Silenceable.DOWN;
    server.asked();

    ask(db);
    assertThat(circuit(db)).isEqualTo(CircuitState.OPEN);
    assertThat(server.asked()).isEqualTo(1);
    pass(1);

    assertThat(server.asked()).isEqualTo(2);
    assertNothingIsLeftOnceClosed(db);
  }

  @Test
  @DisplayName("F21: an open circuit leaves nothing behind when its database is closed")
  void anOpenCircuitLeavesNothingBehind() {
    ReactiveFlexiDb db = over(HealthCheckConfig.NONE, ReconnectConfig.NONE);
    openCircuit(db);
    server.answer = Silenceable.SILENT;
    pass(1);
    assertThat(server.asked()).isEqualTo(1);

    assertNothingIsLeftOnceClosed(db);
  }

  @Test
  @DisplayName("F23: a server that is gone is looked for 10 times, 5 s apart, and given up aloud")
  void isGivenUpAloud() {
    ReactiveFlexiDb db = over(HealthCheckConfig.NONE, ReconnectConfig.DEFAULTS);
    server.answer = Silenceable.DOWN;
    ask(db);
    server.asked();

    pass(50);
    assertThat(server.asked()).isEqualTo(10);
    pass(1_000);
    assertThat(server.asked()).isZero();
    assertThat(told)
        .containsExactly("UNKNOWN > UNHEALTHY", "gave up after 10: ConnectFailedException");

    ask(db);
    server.asked();
    pass(1_000);
    assertThat(server.asked()).as("what was given up stays so").isZero();
    assertNothingIsLeftOnceClosed(db);
  }

  @Test
  @DisplayName("F23: connect() has it looked for again")
  void connectHasItLookedForAgain() {
    ReactiveFlexiDb db = over(HealthCheckConfig.NONE, ReconnectConfig.DEFAULTS);
    server.answer = Silenceable.DOWN;
    ask(db);
    pass(100);
    server.asked();

    connect(db);
    pass(5);
    assertThat(server.asked()).isEqualTo(1);

    server.answer = Silenceable.UP;
    pass(5);
    assertThat(health(db)).isEqualTo(HealthStatus.HEALTHY);
    assertThat(stats(db).connected()).isTrue();
    server.asked();
    pass(1_000);
    assertThat(server.asked()).as("found, and so looked for no longer").isZero();
    assertNothingIsLeftOnceClosed(db);
  }

  @Test
  @DisplayName("F23: so has a use that succeeds")
  void aUseThatSucceedsHasItLookedForAgain() {
    ReactiveFlexiDb db = over(HealthCheckConfig.NONE, ReconnectConfig.DEFAULTS);
    server.answer = Silenceable.DOWN;
    ask(db);
    pass(100);
    server.answer = Silenceable.UP;
    ask(db);
    pass(5);
    assertThat(health(db)).isEqualTo(HealthStatus.HEALTHY);

    server.answer = Silenceable.DOWN;
    run(db.health());
    assertThat(health(db)).isEqualTo(HealthStatus.UNHEALTHY);
    server.asked();
    pass(5);

    assertThat(server.asked()).isEqualTo(1);
    assertNothingIsLeftOnceClosed(db);
  }

  @Test
  @DisplayName("F23: it can be turned off")
  void reconnectingCanBeTurnedOff() {
    ReactiveFlexiDb db = over(HealthCheckConfig.NONE, ReconnectConfig.NONE);
    server.answer = Silenceable.DOWN;
    ask(db);
    server.asked();

    pass(1_000);

    assertThat(server.asked()).isZero();
    assertNothingIsLeftOnceClosed(db);
  }

  @Test
  @DisplayName("F19, F23: a login that is refused is not tried again by itself")
  void aRefusedLoginIsNotHammered() {
    ReactiveFlexiDb db = over(EXACT, ReconnectConfig.DEFAULTS);
    openCircuit(db);
    server.answer = WatchTest::refusing;

    pass(1_000);
    assertThat(server.asked()).isEqualTo(1);
    assertThat(told).contains("gave up after 0: LoginRefusedException");

    server.answer = Silenceable.UP;
    run(db.connect());
    pass(1);
    ask(db);
    assertThat(circuit(db)).as("probed again").isEqualTo(CircuitState.CLOSED);
    server.asked();
    pass(60);
    assertThat(server.asked()).as("it is checked again").isPositive();
    assertThat(health(db)).isEqualTo(HealthStatus.HEALTHY);
    assertNothingIsLeftOnceClosed(db);
  }
}
