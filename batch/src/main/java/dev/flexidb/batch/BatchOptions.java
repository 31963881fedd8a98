package dev.flexidb.batch;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a batch runs. Immutable.
 *
 * @param concurrency how many operations may be in flight at once, at least 1; default: all of them
 * @param timeout how long each operation may take, counted from its own start and not from the
 *     batch's; longer than zero and at most 365 days; null, the default: no limit
 */
public record BatchOptions(int concurrency, @Nullable Duration timeout) {

  private static final Duration LONGEST = Duration.ofDays(365);

  /** All operations at once, without a timeout. */
  public static final BatchOptions DEFAULTS = new BatchOptions(Integer.MAX_VALUE, null);

  public BatchOptions {
    if (concurrency < 1) {
      throw new IllegalArgumentException(
          "concurrency is " + concurrency + ": give 1 or more, or leave it out to run all at once");
    }
    if (timeout != null
        && (timeout.isNegative() || timeout.isZero() || timeout.compareTo(LONGEST) > 0)) {
      throw new IllegalArgumentException(
          "timeout is "
              + timeout
              + ": give more than zero and at most 365 days, or null for no limit");
    }
  }

  /** The same options with another limit of operations in flight. */
  public BatchOptions withConcurrency(int concurrency) {
    return new BatchOptions(concurrency, timeout);
  }

  /** The same options with another time limit for each operation; null: none. */
  public BatchOptions withTimeout(@Nullable Duration timeout) {
    return new BatchOptions(concurrency, timeout);
  }
}
