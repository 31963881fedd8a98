package dev.flexidb;

import dev.flexidb.error.InvalidConfigurationException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Checks of settings that are worded the same everywhere. */
final class Settings {

  /** What is longer than this overflows a count of nanoseconds sooner or later. */
  static final Duration LONGEST = Duration.ofDays(365);

  private static final Duration SHORTEST = Duration.ofMillis(1);

  private Settings() {}

  /** An object that has no value to judge, but has to be there. */
  static <T> T given(String name, @Nullable T value, String give) {
    if (value == null) {
      throw new NullPointerException("%s is null; give %s".formatted(name, give));
    }
    return value;
  }

  static void atLeast(String name, int least, int value) {
    if (value < least) {
      throw new InvalidConfigurationException(
          "%s is %d; it must be at least %d".formatted(name, value, least));
    }
  }

  static void between(String name, int least, int most, int value) {
    if (value < least || value > most) {
      throw new InvalidConfigurationException(
          "%s is %d; it must be from %d to %d".formatted(name, value, least, most));
    }
  }

  /** A time that may be none at all. */
  static void upTo(String name, @Nullable Duration value) {
    if (value == null || value.isNegative() || value.compareTo(LONGEST) > 0) {
      throw new InvalidConfigurationException(
          "%s is %s; it must be from 0 to 365 days".formatted(name, value));
    }
  }

  /** A time that may be none at all, but not too short to be counted. */
  static void durationOrZero(String name, @Nullable Duration value) {
    if (value == null || !value.isZero()) {
      duration(name, value, "0 or from 1 ms to 365 days");
    }
  }

  static void duration(String name, @Nullable Duration value) {
    duration(name, value, "from 1 ms to 365 days");
  }

  private static void duration(String name, @Nullable Duration value, String allowed) {
    if (value == null || value.compareTo(SHORTEST) < 0 || value.compareTo(LONGEST) > 0) {
      throw new InvalidConfigurationException(
          "%s is %s; it must be %s".formatted(name, value, allowed));
    }
  }
}
