package dev.flexidb;

import dev.flexidb.error.InvalidConfigurationException;
import java.time.Duration;

/**
 * How often a server is asked whether it answers, without anybody's call. The checks begin with the
 * first connection that is asked for. Immutable.
 *
 * @param interval between two checks, from 1 ms to 365 days; zero for none, {@code health()} still
 *     asks then
 * @param timeout how long an answer may take, also one to {@code health()}; from 1 ms to 365 days,
 *     and not above the interval
 * @param jitter how much of each interval is left to chance, from 0 to 1, so that services do not
 *     ask all at once: with 0.2 an interval of 30 s is one from 24 to 36 s
 */
public record HealthCheckConfig(Duration interval, Duration timeout, double jitter) {

  /** Every 30 seconds, 2 seconds for an answer, a fifth of each interval left to chance. */
  public static final HealthCheckConfig DEFAULTS =
      new HealthCheckConfig(Duration.ofSeconds(30), Duration.ofSeconds(2), 0.2);

  /** No checks by themselves; {@code health()} waits 2 seconds for an answer. */
  public static final HealthCheckConfig NONE = DEFAULTS.withInterval(Duration.ZERO);

  public HealthCheckConfig {
    if (!Duration.ZERO.equals(interval)) {
      Settings.duration("health check interval", interval);
    }
    Settings.duration("health check timeout", timeout);
    if (!interval.isZero() && timeout.compareTo(interval) > 0) {
      throw new InvalidConfigurationException(
          "health check timeout is %s and interval is %s; timeout must not be above interval"
              .formatted(timeout, interval));
    }
    if (!(jitter >= 0 && jitter <= 1)) {
      throw new InvalidConfigurationException(
          "health check jitter is %s; it must be from 0 to 1".formatted(jitter));
    }
  }

  public HealthCheckConfig withInterval(Duration interval) {
    return new HealthCheckConfig(interval, timeout, jitter);
  }

  public HealthCheckConfig withTimeout(Duration timeout) {
    return new HealthCheckConfig(interval, timeout, jitter);
  }

  public HealthCheckConfig withJitter(double jitter) {
    return new HealthCheckConfig(interval, timeout, jitter);
  }

  /** Whether checks are made by themselves. */
  boolean isOn() {
    return !interval.isZero();
  }

  /**
   * The next interval.
   *
   * @param chance from 0 to 1
   */
  Duration next(double chance) {
    double share = 1 - jitter + 2 * jitter * chance;
    return Duration.ofNanos(Math.round(interval.toNanos() * share));
  }
}
