package dev.flexidb.spring.observe.metrics;

import dev.flexidb.DatabaseStats;
import dev.flexidb.FlexiDbListener;
import dev.flexidb.HealthStatus;
import dev.flexidb.spring.observe.Role;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * The meters of all databases: those that come get theirs, and those that go lose them, whoever
 * made them. Thread-safe.
 */
final class DatabaseMeters implements FlexiDbListener, SmartInitializingSingleton {

  private static final String OURS = "flexidb.";

  private final MeterRegistry registry;
  private final KnownStats known;

  /** The servers that have meters, by database. */
  private final Map<String, Set<String>> bound = new ConcurrentHashMap<>();

  DatabaseMeters(MeterRegistry registry, KnownStats known) {
    this.registry = registry;
    this.known = known;
  }

  @Override
  public void afterSingletonsInstantiated() {
    known.names().forEach(this::bind);
  }

  @Override
  public void onRegister(String database) {
    known.forget();
    bind(database);
  }

  @Override
  public void onUnregister(String database) {
    known.forget();
    forget(database);
  }

  @Override
  public void onConnect(String database, String server) {
    if (isThere(database)) {
      bind(database);
      count("flexidb.connections.opened", "Connections that were opened.", database, server);
    }
  }

  @Override
  public void onDisconnect(String database, String server) {
    if (isThere(database)) {
      // Where it was replaced its old servers' are closed last.
      known.forget();
      bind(database);
      count("flexidb.connections.closed", "Connections that were closed.", database, server);
    } else {
      // Its last statements ended after it was taken off the list.
      forget(database);
    }
  }

  @Override
  public void onRetry(
      String database, String server, int attempt, Duration delay, Throwable error) {
    if (isThere(database)) {
      count("flexidb.connections.retries", "Further attempts to connect.", database, server);
    }
  }

  @Override
  public void onHealthChanged(
      String database, String server, HealthStatus before, HealthStatus now) {
    if (before == HealthStatus.UNHEALTHY && now == HealthStatus.HEALTHY && isThere(database)) {
      reconnect(database, server, "success");
    }
  }

  @Override
  public void onReconnectGivenUp(String database, String server, int attempts, Throwable error) {
    if (isThere(database)) {
      reconnect(database, server, "given_up");
    }
  }

  private boolean isThere(String database) {
    return known.names().contains(database);
  }

  /** Where it has other servers than before all is made anew. */
  private synchronized void bind(String database) {
    DatabaseStats stats = known.of(database);
    if (stats == null) {
      return;
    }
    Set<String> servers = new HashSet<>(stats.replicas().keySet());
    servers.add(Role.PRIMARY);
    if (servers.equals(bound.get(database))) {
      return;
    }
    if (bound.put(database, servers) != null) {
      remove(database);
    }
    servers.forEach(server -> new ServerMeters(known, database, server).bindTo(registry));
  }

  private synchronized void forget(String database) {
    bound.remove(database);
    remove(database);
  }

  private void remove(String database) {
    List<Meter> of =
        registry.getMeters().stream()
            .filter(meter -> meter.getId().getName().startsWith(OURS))
            .filter(meter -> database.equals(meter.getId().getTag("database")))
            .toList();
    of.forEach(registry::remove);
  }

  private void count(String name, String description, String database, String server) {
    Counter.builder(name)
        .description(description)
        .baseUnit("connections")
        .tag("database", database)
        .tag("server", role(database, server))
        .register(registry)
        .increment();
  }

  private void reconnect(String database, String server, String outcome) {
    Counter.builder("flexidb.reconnects")
        .description("Servers that were gone, and answered again or were given up.")
        .tag("database", database)
        .tag("server", role(database, server))
        .tag("outcome", outcome)
        .register(registry)
        .increment();
  }

  private String role(String database, String server) {
    DatabaseStats stats = known.of(database);
    return stats == null ? Role.PRIMARY : Role.of(stats, server);
  }
}
