package dev.flexidb.routing;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many reads may be sent a second time: a part of all reads, saved up to a few. Thread-safe.
 */
public final class Hedges {

  private static final long ONE = 1_000_000;
  private static final long MOST = 10 * ONE;

  private final long perRead;
  private final AtomicLong saved = new AtomicLong();

  Hedges(double share) {
    this.perRead = Math.round(share * ONE);
  }

  /** A read begins. */
  public void read() {
    saved.getAndUpdate(now -> Math.min(MOST, now + perRead));
  }

  /** Whether one may be sent again now. */
  public boolean take() {
    return saved.getAndUpdate(now -> now < ONE ? now : now - ONE) >= ONE;
  }
}
