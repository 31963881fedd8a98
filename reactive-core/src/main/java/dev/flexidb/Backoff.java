package dev.flexidb;

/** How the delay between attempts grows. */
public enum Backoff {
  /** It stays as it is. */
  FIXED,
  /** It doubles with each attempt. */
  EXPONENTIAL
}
