package dev.flexidb.spring.properties;

import static dev.flexidb.spring.properties.Given.or;

import dev.flexidb.ReconnectConfig;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A {@link ReconnectConfig}, as far as it is set. Immutable.
 *
 * @param enabled Whether a server that was found gone is looked for.
 * @param interval How long between two attempts.
 * @param maxAttempts After how many attempts it is given up.
 */
public record ReconnectProperties(
    @Nullable Boolean enabled, @Nullable Duration interval, @Nullable Integer maxAttempts)
    implements Overrides<ReconnectConfig> {

  @Override
  public ReconnectConfig over(ReconnectConfig base) {
    return new ReconnectConfig(
        or(enabled, base.enabled()),
        or(interval, base.interval()),
        or(maxAttempts, base.maxAttempts()));
  }
}
