package dev.flexidb.benchmarks.runner;

import java.util.Collection;

/** The median of some figures and how far they lie apart. */
public record Spread(double min, double median, double max) {

  /**
   * The spread of at least one figure.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Spread of(Collection<Double> figures) {
    if (figures.isEmpty()) {
      throw new IllegalArgumentException("no figures: a spread needs at least one");
    }
    double[] sorted = figures.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return new Spread(sorted[0], median, sorted[sorted.length - 1]);
  }
}
