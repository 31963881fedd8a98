package dev.flexidb;

import dev.flexidb.batch.CircuitState;
import dev.flexidb.batch.Guard;
import dev.flexidb.error.ClosedException;
import dev.flexidb.error.LoginRefusedException;
import dev.flexidb.pooling.ConnectionSource;
import dev.flexidb.pooling.HealthProbe;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import reactor.core.publisher.Mono;

/**
 * Watches one server without anybody's call: checks its health now and then, asks it often while
 * its circuit is open, and looks for it once it was found gone. All of it asks through one probe,
 * of which one is under way at a time. Thread-safe.
 *
 * <p>Where a login was refused, no other one is tried by itself until a connection was opened or is
 * asked for: it would only lock the account. What is open and idle is asked all the same.
 */
final class Watch {

  /** While its circuit is open. */
  private static final Duration OPEN_CIRCUIT_INTERVAL = Duration.ofMillis(500);

  private final HealthCheckConfig checks;
  private final HealthProbe probe;
  private final ConnectionSource source;
  private final Guard guard;
  private final ServerEvents events;
  private final Rounds checking;
  private final Rounds openCircuit;
  private final Reconnection reconnection;

  /** Changed by one probe at a time. */
  private volatile HealthStatus status = HealthStatus.UNKNOWN;

  private volatile boolean loginRefused;

  /**
   * @param connect puts a connection into the pool
   */
  Watch(
      HealthCheckConfig checks,
      ReconnectConfig reconnect,
      HealthProbe probe,
      ConnectionSource source,
      Guard guard,
      Mono<Void> connect,
      ServerEvents events) {
    this.checks = checks;
    this.probe = probe;
    this.source = source;
    this.guard = guard;
    this.events = events;
    this.checking = new Rounds(this::nextCheck, round -> check());
    this.openCircuit = new Rounds(() -> OPEN_CIRCUIT_INTERVAL, round -> askForTrial());
    this.reconnection = new Reconnection(reconnect, probe, connect, events);
  }

  HealthStatus status() {
    return status;
  }

  /** Whether the server answers within its limit; never an error. */
  Mono<Boolean> isHealthy() {
    return probe.ask().map(HealthProbe.Finding::answers);
  }

  private Duration nextCheck() {
    return checks.next(ThreadLocalRandom.current().nextDouble());
  }

  private Mono<Void> check() {
    return mayAsk() ? probe.ask().then() : Mono.empty();
  }

  private Mono<Void> askForTrial() {
    return mayAsk()
        ? probe
            .ask()
            .filter(HealthProbe.Finding::answers)
            .doOnNext(answer -> guard.letTrialBegin())
            .then()
        : Mono.empty();
  }

  /** A refused login says nothing of the connections that are open. */
  private boolean mayAsk() {
    return !loginRefused || source.hasIdle();
  }

  /** What the probe has found, once for each probe. */
  void found(HealthProbe.Finding finding) {
    if (finding.answers()) {
      become(HealthStatus.HEALTHY);
      reconnection.rearm();
    } else if (!(finding.why() instanceof ClosedException)) {
      source.doubt();
      become(HealthStatus.UNHEALTHY);
      if (finding.why() instanceof LoginRefusedException) {
        loginRefused = true;
        reconnection.giveUp(finding.why());
      } else {
        reconnection.lookLater();
      }
    }
  }

  private void become(HealthStatus now) {
    HealthStatus before = status;
    status = now;
    if (before != now) {
      events.healthChanged(before, now);
    }
  }

  /** Its circuit changes its state. */
  void circuitChanged(CircuitState now) {
    if (now == CircuitState.OPEN) {
      openCircuit.start(OPEN_CIRCUIT_INTERVAL);
    } else {
      openCircuit.stop();
    }
  }

  /** A connection was opened. */
  void connected() {
    rearm();
    begin();
    if (status == HealthStatus.UNHEALTHY) {
      reconnection.lookNow();
    }
  }

  /** A connection could not be opened. */
  void connectFailed(Throwable error) {
    begin();
    if (!(error instanceof LoginRefusedException)) {
      reconnection.lookLater();
    }
  }

  /** A connection was lost that somebody used: the others of its age may be, too. */
  void connectionLost() {
    source.doubt();
    reconnection.lookNow();
  }

  /** Whoever asks for a connection by name wants another try. */
  void rearm() {
    loginRefused = false;
    reconnection.rearm();
  }

  private void begin() {
    if (checks.isOn() && !checking.isRunning()) {
      checking.start(nextCheck());
    }
  }

  /** Ends it for good: no timer and no probe is left. */
  void close() {
    checking.close();
    openCircuit.close();
    reconnection.close();
    probe.close();
  }
}
