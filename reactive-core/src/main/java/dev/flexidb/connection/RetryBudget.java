package dev.flexidb.connection;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Keeps retries a share of the calls, so that they do not double the load of a database that is
 * failing: each call puts a part of a token in, and each retry takes one out. After the RetryBudget
 * of Twitter's Finagle. Thread-safe and lock-free.
 */
final class RetryBudget {

  /** A token, in the unit of the count. */
  private static final int TOKEN = 1_000;

  /** What is there at first, for those who call seldom. */
  private static final int RESERVE = 10 * TOKEN;

  private static final int MOST = 100 * TOKEN;

  private final int share;
  private final AtomicInteger tokens = new AtomicInteger(RESERVE);

  /**
   * @param share of the calls, from 0 to 1
   */
  RetryBudget(double share) {
    this.share = (int) Math.round(share * TOKEN);
  }

  void deposit() {
    tokens.updateAndGet(now -> Math.min(now + share, MOST));
  }

  /** Whether there was a token. */
  boolean withdraw() {
    return tokens.getAndUpdate(now -> now < TOKEN ? now : now - TOKEN) >= TOKEN;
  }
}
