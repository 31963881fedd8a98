package dev.flexidb.spring.properties;

import static dev.flexidb.spring.properties.Given.or;

import dev.flexidb.HealthCheckConfig;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A {@link HealthCheckConfig}, as far as it is set. Immutable.
 *
 * @param interval How long between two checks; zero for none.
 * @param timeout How long an answer may take.
 * @param jitter How much of each interval is left to chance, from 0 to 1.
 */
public record HealthCheckProperties(
    @Nullable Duration interval, @Nullable Duration timeout, @Nullable Double jitter)
    implements Overrides<HealthCheckConfig> {

  @Override
  public HealthCheckConfig over(HealthCheckConfig base) {
    return new HealthCheckConfig(
        or(interval, base.interval()), or(timeout, base.timeout()), or(jitter, base.jitter()));
  }
}
