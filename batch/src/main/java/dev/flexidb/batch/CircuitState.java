package dev.flexidb.batch;

/** The state of a {@link Guard}'s circuit. */
public enum CircuitState {
  /** Calls pass. */
  CLOSED,
  /** Calls are refused until the reset timeout is over and the next one comes. */
  OPEN,
  /** One trial call passes; its end closes the circuit, or opens it again. */
  HALF_OPEN
}
