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
  private volatile Instant openedAt;

  Breaker(String name, CircuitBreakerConfig config, Clock clock) {
    this.name = name;
    this.resetTimeout = config.resetTimeout();
    this.clock = clock;
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
    return NEVER.toMillis();
  }

  /** The state in which a call may pass, to be given back with its end; null: refused. */
  @Nullable CircuitState enter() {
    boolean permitted =
        circuit.getState() == State.CLOSED ? circuit.tryAcquirePermission() : tryHalfOpen();
    return permitted ? state() : null;
  }

  private boolean tryHalfOpen() {
    if (!trying.compareAndSet(false, true)) {
      return false;
    }
    try {
      if (circuit.getState() == State.OPEN && untilHalfOpen().isZero()) {
        circuit.transitionToHalfOpenState();
      }
      return circuit.tryAcquirePermission();
    } finally {
      trying.set(false);
    }
  }

  // A call that outlived the state it entered in, or has none, says nothing about the present one.
  // The circuit is told no durations, or it would open for slow calls too; nor of the end of the
  // trial, as its window of size 1 breaks at the second record (2.4.0).

  void succeed(@Nullable CircuitState entered) {
    if (entered == null || state() != entered) {
      return;
    }
    switch (entered) {
      case CLOSED -> circuit.onSuccess(0, TimeUnit.NANOSECONDS);
      case HALF_OPEN -> circuit.transitionToClosedState();
      case OPEN -> {}
    }
  }

  void fail(@Nullable CircuitState entered, Throwable error) {
    if (entered == null || state() != entered) {
      return;
    }
    switch (entered) {
      case CLOSED -> circuit.onError(0, TimeUnit.NANOSECONDS, error);
      case HALF_OPEN -> circuit.transitionToOpenState();
      case OPEN -> {}
    }
  }

  void release(@Nullable CircuitState entered) {
    if (state() == entered) {
      circuit.releasePermission();
    }
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
    Duration left = Duration.between(clock.instant(), openedAt.plus(resetTimeout));
    return left.isNegative() ? Duration.ZERO : left;
  }
}
