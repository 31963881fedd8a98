package dev.flexidb.benchmarks.runner;

import java.util.function.LongSupplier;

/**
 * Something that only grows while operations run, told as its growth per operation.
 *
 * @param column how a table calls it, with its unit
 * @param reading what it is now
 * @param unit how much of the reading is one in the table
 */
public record Gauge(String column, LongSupplier reading, double unit) {

  /** A gauge of nanoseconds, told in microseconds. */
  public static Gauge ofNanos(String column, LongSupplier nanos) {
    return new Gauge(column, nanos, 1_000);
  }
}
