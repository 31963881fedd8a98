package dev.flexidb.batch;

/** What an error says about the resource that it came from. */
public enum Verdict {
  /** The resource is ill: the circuit breaker counts it. */
  FAILURE,
  /** The resource answered, for example with an SQL error: proof of life. */
  SUCCESS,
  /** Nothing, for example a full queue on our own side. */
  IGNORED
}
