package dev.flexidb.batch;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowSynchronizationStrategy;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Resilience4j's circuit breaker, set to count failures in a row and never to block a thread. */
final class Breaker {

  // Its own way from open to half-open waits for a lock, so we take it there ourselves.
  private static final Duration NEVER = Duration.ofDays(36_500);

  private final String name;
  private final Duration resetTimeout;
  private final Clock clock;
  private final CircuitBreaker circuit;
  private final AtomicBoolean trying = new AtomicBoolean();
  private final AtomicReference<@Nullable Pass> trial = new AtomicReference<>();
  private final CircuitChanges changes;

  /** That of all calls since the circuit closed last. */
  private volatile Pass byClosedCircuit = new Pass(null);

  private volatile Instant openedAt;

  /** Whether the resource was seen to answer since it opened. */
  private volatile boolean answers;

  Breaker(String name, CircuitBreakerConfig config, Clock clock, CircuitObserver observer) {
    this.name = name;
    this.resetTimeout = config.resetTimeout();
    this.clock = clock;
    this.changes = new CircuitChanges(observer);
    this.openedAt = clock.instant();
    this.circuit = CircuitBreaker.of(name, settings(config));
  }

  private io.github.resilience4j.circuitbreaker.CircuitBreakerConfig settings(
      CircuitBreakerConfig config) {
    // Again no window of size 1: one failure in a window of two, at 50 %, opens just as well.
    boolean single = config.threshold() == 1;
    return io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.custom()
        .slidingWindow(
            single ? 2 : config.threshold(),
            config.threshold(),
            SlidingWindowType.COUNT_BASED,
            SlidingWindowSynchronizationStrategy.LOCK_FREE)
        .failureRateThreshold(single ? 50 : 100)
        .permittedNumberOfCallsInHalfOpenState(1)
        .waitIntervalFunctionInOpenState(attempts -> open())
        .clock(clock)
        .build();
  }

  /** Called before the open state is visible. */
  private long open() {
    openedAt = clock.instant();
    answers = false;
    changes.note(CircuitState.OPEN);
    return NEVER.toMillis();
  }

  /** It was seen to answer: what is open need not wait for the rest of the reset timeout. */
  void letTrialBegin() {
    if (circuit.getState() == State.OPEN) {
      answers = true;
      if (trying.compareAndSet(false, true)) {
        halfOpenIfDue();
        trying.set(false);
        changes.tell();
      }
    }
  }

  private void halfOpenIfDue() {
    if (circuit.getState() == State.OPEN && untilHalfOpen().isZero()) {
      changes.note(CircuitState.HALF_OPEN);
      circuit.transitionToHalfOpenState();
    }
  }

  /** A call may pass: by the closed circuit, or as a trial; to be given back with its end. */
  static final class Pass {

    /** When another call may be the trial in its place; null where it is none. */
    private final @Nullable Instant givenUpAt;

    private Pass(@Nullable Instant givenUpAt) {
      this.givenUpAt = givenUpAt;
    }

    boolean isTrial() {
      return givenUpAt != null;
    }

    boolean isOverdue(Instant now) {
      return givenUpAt != null && !now.isBefore(givenUpAt);
    }
  }

  /** Null: refused. */
  @Nullable Pass enter() {
    // Not asked for a permission while it is closed: by then it might be the only one of a circuit
    // that is half-open, and nobody would give that back.
    return circuit.getState() == State.CLOSED ? byClosedCircuit : tryHalfOpen();
  }

  /** Whether {@link #enter} would not refuse now. */
  boolean admits() {
    Pass underWay = trial.get();
    return switch (state()) {
      case CLOSED -> true;
      case OPEN -> untilHalfOpen().isZero();
      case HALF_OPEN -> underWay == null || underWay.isOverdue(clock.instant());
    };
  }

  /** A pass that no circuit can refuse; null where it would decide about a circuit that is open. */
  @Nullable Pass join() {
    return state() == CircuitState.CLOSED ? byClosedCircuit : null;
  }

  private @Nullable Pass tryHalfOpen() {
    if (!trying.compareAndSet(false, true)) {
      return null;
    }
    try {
      halfOpenIfDue();
      giveUpOverdueTrial();
      if (!circuit.tryAcquirePermission()) {
        return null;
      }
      if (circuit.getState() != State.HALF_OPEN) {
        return byClosedCircuit;
      }
      Pass pass = new Pass(clock.instant().plus(resetTimeout));
      trial.set(pass);
      return pass;
    } finally {
      trying.set(false);
      changes.tell();
    }
  }

  /** A server that neither answers nor refuses would keep everybody out for good. */
  private void giveUpOverdueTrial() {
    Pass underWay = trial.get();
    if (underWay != null && underWay.isOverdue(clock.instant())) {
      release(underWay);
    }
  }

  // A call that outlived the state it entered in, or has none, says nothing about the present one.
  // The circuit is told no durations, or it would open for slow calls too; nor of the end of the
  // trial, as its window of size 1 breaks at the second record (2.4.0).

  void succeed(@Nullable Pass pass) {
    if (endsTrial(pass)) {
      changes.note(CircuitState.CLOSED);
      byClosedCircuit = new Pass(null);
      circuit.transitionToClosedState();
      changes.tell();
    } else if (isByClosedCircuit(pass)) {
      circuit.onSuccess(0, TimeUnit.NANOSECONDS);
    }
  }

  void fail(@Nullable Pass pass, Throwable error) {
    if (endsTrial(pass)) {
      circuit.transitionToOpenState();
      changes.tell();
    } else if (isByClosedCircuit(pass)) {
      circuit.onError(0, TimeUnit.NANOSECONDS, error);
      changes.tell();
    }
  }

  void release(@Nullable Pass pass) {
    if (endsTrial(pass)) {
      circuit.releasePermission();
    }
  }

  /** True once for each trial, unless it was given up. */
  private boolean endsTrial(@Nullable Pass pass) {
    return pass != null
        && pass.isTrial()
        && trial.compareAndSet(pass, null)
        && state() == CircuitState.HALF_OPEN;
  }

  private boolean isByClosedCircuit(@Nullable Pass pass) {
    return pass == byClosedCircuit && state() == CircuitState.CLOSED;
  }

  CircuitState state() {
    return switch (circuit.getState()) {
      case OPEN -> CircuitState.OPEN;
      case HALF_OPEN -> CircuitState.HALF_OPEN;
      default -> CircuitState.CLOSED;
    };
  }

  CircuitOpenException refusal() {
    return new CircuitOpenException(name, openedAt, untilHalfOpen());
  }

  private Duration untilHalfOpen() {
    if (answers) {
      return Duration.ZERO;
    }
    Duration left = Duration.between(clock.instant(), openedAt.plus(resetTimeout));
    return left.isNegative() ? Duration.ZERO : left;
  }
}
