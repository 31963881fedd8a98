package dev.flexidb.batch;

/**
 * Told of every change of a circuit's state, once, in order and one at a time, on the thread of a
 * call. Must not block; what it throws is dropped.
 */
@FunctionalInterface
public interface CircuitObserver {

  /** The state has changed; {@link Guard#state()} may have gone on since. */
  void changed(CircuitState before, CircuitState now);
}
