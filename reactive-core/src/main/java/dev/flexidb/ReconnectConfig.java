package dev.flexidb;

import java.time.Duration;

/**
 * How a server that was found gone is looked for in the background: after a lost connection, an
 * attempt to connect that failed, or a health check without an answer. Immutable.
 *
 * <p>A refused login ends it at once. What was given up begins anew after {@code connect()}, or
 * once the server was seen to answer.
 *
 * @param enabled whether it is looked for
 * @param interval between two attempts, and the least time between the first ones of two searches;
 *     from 1 ms to 365 days
 * @param maxAttempts after how many it is given up
 */
public record ReconnectConfig(boolean enabled, Duration interval, int maxAttempts) {

  /** 10 attempts, 5 seconds apart. */
  public static final ReconnectConfig DEFAULTS =
      new ReconnectConfig(true, Duration.ofSeconds(5), 10);

  /** It is not looked for. */
  public static final ReconnectConfig NONE = DEFAULTS.withEnabled(false);

  public ReconnectConfig {
    Settings.duration("reconnect interval", interval);
    Settings.atLeast("reconnect maxAttempts", 1, maxAttempts);
  }

  public ReconnectConfig withEnabled(boolean enabled) {
    return new ReconnectConfig(enabled, interval, maxAttempts);
  }

  public ReconnectConfig withInterval(Duration interval) {
    return new ReconnectConfig(enabled, interval, maxAttempts);
  }

  public ReconnectConfig withMaxAttempts(int maxAttempts) {
    return new ReconnectConfig(enabled, interval, maxAttempts);
  }
}
