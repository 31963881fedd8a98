package dev.flexidb;

/** Whether a server answers, as far as is known. */
public enum HealthStatus {
  /** It was not asked yet. */
  UNKNOWN,
  /** It answered when it was asked last. */
  HEALTHY,
  /** It gave no answer in time when it was asked last, or could not be reached. */
  UNHEALTHY
}
