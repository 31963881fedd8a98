package dev.flexidb.spring.properties;

import static dev.flexidb.spring.properties.Given.or;

import dev.flexidb.Backoff;
import dev.flexidb.RetryConfig;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A {@link RetryConfig}, as far as it is set. Immutable.
 *
 * @param attempts How often opening a connection is tried in all; 1 for never again.
 * @param delay How long before the second attempt.
 * @param backoff How the delay grows.
 * @param jitter How much of each delay is left to chance, from 0 to 1.
 */
public record RetryProperties(
    @Nullable Integer attempts,
    @Nullable Duration delay,
    @Nullable Backoff backoff,
    @Nullable Double jitter)
    implements Overrides<RetryConfig> {

  @Override
  public RetryConfig over(RetryConfig base) {
    return new RetryConfig(
        or(attempts, base.attempts()),
        or(delay, base.delay()),
        or(backoff, base.backoff()),
        or(jitter, base.jitter()));
  }
}
