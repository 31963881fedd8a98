package dev.flexidb.spring.properties;

import static dev.flexidb.spring.properties.Given.or;

import dev.flexidb.StatementRetryConfig;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A {@link StatementRetryConfig}, as far as it is set. Immutable.
 *
 * @param attempts How often such a statement is run in all; 1 for never again.
 * @param delay How long before the second attempt.
 * @param budget How many of the statements may be run again, from 0 to 1.
 */
public record StatementRetryProperties(
    @Nullable Integer attempts, @Nullable Duration delay, @Nullable Double budget)
    implements Overrides<StatementRetryConfig> {

  @Override
  public StatementRetryConfig over(StatementRetryConfig base) {
    return new StatementRetryConfig(
        or(attempts, base.attempts()), or(delay, base.delay()), or(budget, base.budget()));
  }
}
