package dev.flexidb;

/** Which of the replicas that are fit takes the next read. */
public enum Balance {
  /** Each in its turn. */
  ROUND_ROBIN,
  /** The one with the fewest callers that use one of its connections, or wait for one. */
  LEAST_IN_FLIGHT
}
