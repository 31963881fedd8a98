package dev.flexidb.spring.observe.metrics;

import dev.flexidb.DatabaseStats;
import dev.flexidb.batch.CircuitState;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * The meters of one server of a database, read of its statistics.
 *
 * @param role as {@link dev.flexidb.spring.observe.Role} names it
 */
record ServerMeters(KnownStats known, String database, String role) {

  private static final String CONNECTIONS = "connections";
  private static final String STATEMENTS = "statements";

  void bindTo(MeterRegistry registry) {
    gauge("flexidb.pool.active", CONNECTIONS, DatabaseStats::activeConnections)
        .description("Connections that are in use.")
        .register(registry);
    gauge("flexidb.pool.idle", CONNECTIONS, DatabaseStats::idleConnections)
        .description("Connections that wait for use.")
        .register(registry);
    gauge("flexidb.pool.max", CONNECTIONS, DatabaseStats::maxConnections)
        .description("Connections that may be open at most.")
        .register(registry);
    gauge("flexidb.pool.pending", "callers", DatabaseStats::pendingAcquires)
        .description("Callers that wait for a connection.")
        .register(registry);
    gauge("flexidb.health", "", ServerMeters::health)
        .description("1 where the server answered when it was asked last, 0 where it did not.")
        .register(registry);
    for (CircuitState state : CircuitState.values()) {
      gauge("flexidb.circuit.state", "", stats -> stats.circuit() == state ? 1 : 0)
          .tag("state", state.name().toLowerCase(Locale.ROOT))
          .description("1 for the state that the circuit breaker is in.")
          .register(registry);
    }
    counter("flexidb.circuit.refused", STATEMENTS, DatabaseStats::refusedQueries)
        .description("Statements that an open circuit kept away.")
        .register(registry);
    counter("flexidb.tenant.limited", STATEMENTS, DatabaseStats::limitedQueries)
        .description("Statements that their tenant's limit kept away.")
        .register(registry);
    counter("flexidb.tenant.switches", STATEMENTS, DatabaseStats::tenantSwitches)
        .description("Statements in another tenant than the one before them on their connection.")
        .register(registry);
  }

  private static double health(DatabaseStats stats) {
    return switch (stats.health()) {
      case HEALTHY -> 1;
      case UNHEALTHY -> 0;
      case UNKNOWN -> Double.NaN;
    };
  }

  private Gauge.Builder<ServerMeters> gauge(
      String name, String unit, ToDoubleFunction<DatabaseStats> value) {
    return Gauge.builder(name, this, meters -> meters.read(value, Double.NaN))
        .strongReference(true)
        .baseUnit(unit.isEmpty() ? null : unit)
        .tags(tags());
  }

  private FunctionCounter.Builder<KnownStats> counter(
      String name, String unit, ToDoubleFunction<DatabaseStats> value) {
    return FunctionCounter.builder(name, known, all -> read(value, 0)).baseUnit(unit).tags(tags());
  }

  private Tags tags() {
    return Tags.of("database", database, "server", role);
  }

  private double read(ToDoubleFunction<DatabaseStats> value, double otherwise) {
    DatabaseStats stats = known.of(database, role);
    return stats == null ? otherwise : value.applyAsDouble(stats);
  }
}
