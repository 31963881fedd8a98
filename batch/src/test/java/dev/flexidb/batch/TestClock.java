package dev.flexidb.batch;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that stands still until told. */
final class TestClock extends Clock {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final AtomicLong passed = new AtomicLong();

  void advance(Duration by) {
    passed.addAndGet(by.toNanos());
  }

  @Override
  public Instant instant() {
    return START.plusNanos(passed.get());
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}
