package dev.flexidb.batch;

/**
 * Told of every change of a circuit's state, once and in order, on the thread that changes it. Must
 * not block; what it throws is dropped.
 */
@FunctionalInterface
public interface CircuitObserver {

  /** Told just before {@link Guard#state()} says so. */
  void changed(CircuitState before, CircuitState now);
}
