package dev.flexidb.batch;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** The time of day, advancing evenly: setting the machine's clock keeps no circuit open. */
final class SteadyClock extends Clock {

  private final Instant startedAt = Instant.now();
  private final long start = System.nanoTime();

  @Override
  public Instant instant() {
    return startedAt.plusNanos(System.nanoTime() - start);
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException("An instant has no zone");
  }
}
