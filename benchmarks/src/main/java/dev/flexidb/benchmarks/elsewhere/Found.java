package dev.flexidb.benchmarks.elsewhere;

import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/** What became of many results. Thread-safe. */
public final class Found {

  /** The head of the table that {@link #toMarkdown} is a row of. */
  public static final String HEAD =
      "| | results | rows swapped | rows missing | never ended | failed |%n|---|---:|---:|---:|---:|---:|%n"
          .formatted();

  private final AtomicLong results = new AtomicLong();
  private final AtomicLong swapped = new AtomicLong();
  private final AtomicLong missing = new AtomicLong();
  private final AtomicLong endless = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();

  /** One ended well, with these rows, which should be 1 to {@code rows}. */
  void ended(List<Integer> ids, int rows) {
    results.incrementAndGet();
    if (ids.size() != rows) {
      missing.incrementAndGet();
    } else if (!ids.equals(ids.stream().sorted().toList())) {
      swapped.incrementAndGet();
    }
  }

  void failed(Throwable error) {
    results.incrementAndGet();
    if (error instanceof TimeoutException) {
      endless.incrementAndGet();
    } else {
      failed.incrementAndGet();
      System.err.println(error);
    }
  }

  /** Whether nothing was wrong with any. */
  public boolean isGood() {
    return swapped.get() + missing.get() + endless.get() + failed.get() == 0;
  }

  /** The cells of a row, all but the first. */
  public String toMarkdown() {
    return "| %,d | %,d | %,d | %,d | %,d |"
        .formatted(results.get(), swapped.get(), missing.get(), endless.get(), failed.get());
  }
}
