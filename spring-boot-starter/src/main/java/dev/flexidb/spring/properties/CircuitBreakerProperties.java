package dev.flexidb.spring.properties;

import static dev.flexidb.spring.properties.Given.or;

import dev.flexidb.batch.CircuitBreakerConfig;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A {@link CircuitBreakerConfig}, as far as it is set. Immutable.
 *
 * @param threshold How many failures in a row open the circuit.
 * @param resetTimeout How long it stays open at most before one call may try.
 */
public record CircuitBreakerProperties(@Nullable Integer threshold, @Nullable Duration resetTimeout)
    implements Overrides<CircuitBreakerConfig> {

  @Override
  public CircuitBreakerConfig over(CircuitBreakerConfig base) {
    return new CircuitBreakerConfig(
        or(threshold, base.threshold()), or(resetTimeout, base.resetTimeout()));
  }
}
