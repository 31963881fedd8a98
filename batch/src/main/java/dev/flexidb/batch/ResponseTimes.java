package dev.flexidb.batch;

import java.time.Duration;

/**
 * How long calls took: half of them no longer than {@code p50}, 95 and 99 of a hundred no longer
 * than {@code p95} and {@code p99}. Within 1 %; zero where there was no call.
 */
public record ResponseTimes(Duration p50, Duration p95, Duration p99) {

  /** Of no call. */
  public static final ResponseTimes NONE =
      new ResponseTimes(Duration.ZERO, Duration.ZERO, Duration.ZERO);
}
