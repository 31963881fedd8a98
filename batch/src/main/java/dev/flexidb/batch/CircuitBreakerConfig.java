package dev.flexidb.batch;

import java.time.Duration;
import java.util.Objects;

/**
 * When the circuit of a name opens, and for how long. Immutable.
 *
 * @param threshold how many failures in a row open it, 1 to 10,000; default 5
 * @param resetTimeout how long it then refuses calls before it lets one through as a trial, where
 *     nothing else sees the resource answer before, and how long that trial may take before another
 *     call may be one, 1 ms to 365 days; default 30 s
 */
public record CircuitBreakerConfig(int threshold, Duration resetTimeout) {

  private static final int MOST = 10_000;
  private static final Duration SHORTEST = Duration.ofMillis(1);
  private static final Duration LONGEST = Duration.ofDays(365);

  /** 5 failures in a row, 30 seconds. */
  public static final CircuitBreakerConfig DEFAULTS =
      new CircuitBreakerConfig(5, Duration.ofSeconds(30));

  public CircuitBreakerConfig {
    if (threshold < 1 || threshold > MOST) {
      throw new IllegalArgumentException(
          "circuit breaker threshold is " + threshold + ": give 1 to 10000 failures in a row");
    }
    Objects.requireNonNull(
        resetTimeout, "circuit breaker resetTimeout is null: give 1 ms to 365 days");
    if (resetTimeout.compareTo(SHORTEST) < 0 || resetTimeout.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "circuit breaker resetTimeout is " + resetTimeout + ": give 1 ms to 365 days");
    }
  }

  /** The same with another number of failures in a row. */
  public CircuitBreakerConfig withThreshold(int threshold) {
    return new CircuitBreakerConfig(threshold, resetTimeout);
  }

  /** The same with another time that the circuit stays open. */
  public CircuitBreakerConfig withResetTimeout(Duration resetTimeout) {
    return new CircuitBreakerConfig(threshold, resetTimeout);
  }
}
