package dev.flexidb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.batch.CircuitState;
import io.r2dbc.spi.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

/** A database over a server that does as it is told, by a clock that is turned by hand. */
abstract class WatchedServer implements FlexiDbListener {

  static final HealthCheckConfig EXACT = HealthCheckConfig.DEFAULTS.withJitter(0);

  private final VirtualTimeScheduler time = VirtualTimeScheduler.getOrSet(true);
  final List<String> told = new CopyOnWriteArrayList<>();
  final Silenceable server = new Silenceable();

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

  final ReactiveFlexiDb over(HealthCheckConfig healthCheck, ReconnectConfig reconnect) {
    return over(healthCheck, reconnect, RetryConfig.NONE);
  }

  final ReactiveFlexiDb over(
      HealthCheckConfig healthCheck, ReconnectConfig reconnect, RetryConfig retry) {
    return ReactiveFlexiDb.builder()
        .database(
            "app",
            DatabaseConfig.of(server)
                .withRetry(retry)
                .withHealthCheck(healthCheck)
                .withReconnect(reconnect))
        .listener(this)
        .build();
  }

  final void pass(Duration by) {
    time.advanceTimeBy(by);
  }

  final void pass(long seconds) {
    pass(Duration.ofSeconds(seconds));
  }

  /** Subscribes and lets no time pass. */
  final void run(Mono<?> work) {
    work.subscribe(value -> {}, error -> {});
    pass(0);
  }

  final void connect(ReactiveFlexiDb db) {
    run(db.connect());
    assertThat(server.asked()).isEqualTo(1);
  }

  final void ask(ReactiveFlexiDb db) {
    run(asking(db));
  }

  final Mono<Void> asking(ReactiveFlexiDb db) {
    return Flux.usingWhen(
            db.get("app").create(),
            connection -> connection.createStatement("SELECT 1").execute(),
            Connection::close)
        .then();
  }

  final void openCircuit(ReactiveFlexiDb db) {
    server.answer = Silenceable.DOWN;
    for (int i = 0; i < 5; i++) {
      ask(db);
    }
    assertThat(circuit(db)).isEqualTo(CircuitState.OPEN);
    assertThat(server.asked()).isEqualTo(5);
  }

  static DatabaseStats stats(ReactiveFlexiDb db) {
    return Objects.requireNonNull(db.stats().get("app"));
  }

  static HealthStatus health(ReactiveFlexiDb db) {
    return stats(db).health();
  }

  static CircuitState circuit(ReactiveFlexiDb db) {
    return stats(db).circuit();
  }

  /** Whatever was going on, it has ended and left no timer. */
  final void assertNothingIsLeftOnceClosed(ReactiveFlexiDb db) {
    run(db.close());
    pass(3);
    assertThat(server.asked()).isLessThanOrEqualTo(1);
    long timers = time.getScheduledTaskCount();
    pass(100_000);
    assertThat(server.asked()).isZero();
    assertThat(time.getScheduledTaskCount()).as("timers").isEqualTo(timers);
  }
}
