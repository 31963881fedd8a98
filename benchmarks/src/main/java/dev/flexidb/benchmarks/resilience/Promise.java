package dev.flexidb.benchmarks.resilience;

/**
 * What was promised, and whether it was kept.
 *
 * @param onAnyMachine whether it holds on the slowest machine; else it is one of time, and only a
 *     long run on an idle machine can judge it
 */
public record Promise(String words, boolean kept, boolean onAnyMachine) {

  static Promise always(String words, boolean kept) {
    return new Promise(words, kept, true);
  }

  static Promise ofTime(String words, boolean kept) {
    return new Promise(words, kept, false);
  }
}
