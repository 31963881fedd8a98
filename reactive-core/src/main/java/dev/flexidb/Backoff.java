package dev.flexidb;

/** How the delay between attempts grows. */
public enum Backoff {
  /** It stays as it is. */
  FIXED,
  /**
   * It doubles with each attempt until it is 30 s long, jitter included; one that is longer from
   * the beginning stays as it is.
   */
  EXPONENTIAL
}
