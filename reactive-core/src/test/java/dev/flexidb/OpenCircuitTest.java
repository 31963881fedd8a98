package dev.flexidb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.batch.CircuitOpenException;
import dev.flexidb.batch.CircuitState;
import dev.flexidb.error.ConnectFailedException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** How a server is asked while its circuit is open. */
@Isolated("turns the clock of all schedulers")
class OpenCircuitTest extends WatchedServer {

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
  @DisplayName("F21: whoever waits for a connection when it opens is refused at once")
  void whoeverWaitsWhenItOpensIsRefused() {
    ReactiveFlexiDb db = over(HealthCheckConfig.NONE, ReconnectConfig.NONE);
    server.answer = Silenceable.SILENT;
    List<Throwable> errors = new CopyOnWriteArrayList<>();
    for (int caller = 0; caller < 1_000; caller++) {
      run(asking(db).doOnError(errors::add));
    }
    assertThat(server.asked()).as("attempts to connect").isEqualTo(10);

    pass(PoolConfig.DEFAULTS.connectTimeout());

    assertThat(circuit(db)).isEqualTo(CircuitState.OPEN);
    assertThat(errors).hasSize(1_000);
    assertThat(errors).filteredOn(ConnectFailedException.class::isInstance).hasSize(5);
    assertThat(errors).filteredOn(CircuitOpenException.class::isInstance).hasSize(995);
    assertThat(stats(db).pendingAcquires()).isZero();
    assertThat(stats(db).refusedQueries()).isEqualTo(995);
    pass(PoolConfig.DEFAULTS.connectTimeout());
    server.asked();
    assertNothingIsLeftOnceClosed(db);
  }

  @Test
  @DisplayName("F21: connecting is not tried again while it is open")
  void nobodyTriesToConnectAgainWhileItIsOpen() {
    ReactiveFlexiDb db =
        over(HealthCheckConfig.NONE, ReconnectConfig.NONE, RetryConfig.DEFAULTS.withAttempts(5));
    server.answer = Silenceable.DOWN;
    for (int caller = 0; caller < 10; caller++) {
      run(asking(db));
    }
    while (circuit(db) != CircuitState.OPEN) {
      pass(Duration.ofMillis(10));
    }
    server.asked();

    pass(20);
    assertThat(server.asked()).as("probes, and no attempt of the other five").isEqualTo(40);
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
}
