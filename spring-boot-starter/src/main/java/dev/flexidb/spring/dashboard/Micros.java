package dev.flexidb.spring.dashboard;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Durations as the page reads them. */
final class Micros {

  private Micros() {}

  static long of(Duration duration) {
    return TimeUnit.NANOSECONDS.toMicros(duration.toNanos());
  }
}
