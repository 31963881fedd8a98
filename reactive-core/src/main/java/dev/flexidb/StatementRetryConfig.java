package dev.flexidb;

import dev.flexidb.connection.StatementRetry;
import dev.flexidb.error.InvalidConfigurationException;
import java.time.Duration;

/**
 * How often a statement that is marked with {@link Idempotent}, or is one of a {@link Access#READ}
 * view, is run when its connection is lost or cannot be opened. Immutable.
 *
 * @param attempts how often in all; 1 means never again
 * @param delay before the second attempt, from 1 ms to 365 days; it doubles with each further one,
 *     and half of it is left to chance
 * @param budget how many of the database's statements of that kind may be run again, from 0 to 1,
 *     beside the first 10: a database that fails is not to be asked twice as much for it
 */
public record StatementRetryConfig(int attempts, Duration delay, double budget) {

  /** 2 attempts, 50 ms, a fifth of the statements. */
  public static final StatementRetryConfig DEFAULTS =
      new StatementRetryConfig(2, Duration.ofMillis(50), 0.2);

  /** One attempt. */
  public static final StatementRetryConfig NONE = DEFAULTS.withAttempts(1);

  public StatementRetryConfig {
    Settings.atLeast("statement retry attempts", 1, attempts);
    Settings.duration("statement retry delay", delay);
    if (!(budget >= 0 && budget <= 1)) {
      throw new InvalidConfigurationException(
          "statement retry budget is %s; it must be from 0 to 1".formatted(budget));
    }
  }

  public StatementRetryConfig withAttempts(int attempts) {
    return new StatementRetryConfig(attempts, delay, budget);
  }

  public StatementRetryConfig withDelay(Duration delay) {
    return new StatementRetryConfig(attempts, delay, budget);
  }

  public StatementRetryConfig withBudget(double budget) {
    return new StatementRetryConfig(attempts, delay, budget);
  }

  StatementRetry retry() {
    return new StatementRetry(attempts, delay, budget);
  }
}
