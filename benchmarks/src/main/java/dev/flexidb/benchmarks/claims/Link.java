package dev.flexidb.benchmarks.claims;

import java.time.Duration;

/** How far away the server is. */
public enum Link {
  /** On this machine, with nothing in between. */
  LOOPBACK("loopback", Duration.ZERO),
  /** A round trip of 4 ms, made by a proxy in this process. */
  FOUR_MS("4ms", Duration.ofMillis(4));

  private final String title;
  private final Duration roundTrip;

  Link(String title, Duration roundTrip) {
    this.title = title;
    this.roundTrip = roundTrip;
  }

  boolean isDirect() {
    return roundTrip.isZero();
  }

  Duration eachWay() {
    return roundTrip.dividedBy(2);
  }

  /** How a command line calls it. */
  @Override
  public String toString() {
    return title;
  }
}
