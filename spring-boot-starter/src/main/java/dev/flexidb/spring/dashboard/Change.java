package dev.flexidb.spring.dashboard;

import dev.flexidb.HealthStatus;
import dev.flexidb.batch.CircuitState;
import java.util.List;

/**
 * How a server was from a moment on.
 *
 * @param at in milliseconds since 1970
 */
record Change(long at, HealthStatus health, CircuitState circuit) {

  boolean isSameAs(Change other) {
    return health == other.health && circuit == other.circuit;
  }

  /** In this order, which the page knows. */
  List<Object> toJson() {
    return List.of(at, health, circuit);
  }
}
