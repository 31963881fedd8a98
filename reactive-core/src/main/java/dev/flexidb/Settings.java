package dev.flexidb;

import dev.flexidb.error.InvalidConfigurationException;
import java.time.Duration;

/** Checks of settings that are worded the same everywhere. */
final class Settings {

  private Settings() {}

  static void atLeast(String name, int least, int value) {
    if (value < least) {
      throw new InvalidConfigurationException(
          "%s is %d; it must be at least %d".formatted(name, value, least));
    }
  }

  static void positive(String name, Duration value) {
    if (value == null || value.isZero() || value.isNegative()) {
      throw new InvalidConfigurationException(
          "%s is %s; it must be longer than zero".formatted(name, value));
    }
  }
}
