package dev.flexidb.spring.observe.health;

import dev.flexidb.DatabaseStats;
import dev.flexidb.HealthStatus;
import dev.flexidb.ReactiveFlexiDb;
import dev.flexidb.batch.CircuitState;
import dev.flexidb.error.UnknownDatabaseException;
import dev.flexidb.spring.observe.Failure;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import org.springframework.boot.health.contributor.Status;
import reactor.core.publisher.Mono;

/**
 * The health of one database: what its own checks have found, however often it is asked for. A
 * server that was never asked, or is asked by nobody else, is asked now. Thread-safe.
 */
final class DatabaseHealth implements ReactiveHealthIndicator {

  private final ReactiveFlexiDb db;
  private final String name;
  private final boolean checked;

  /**
   * @param checked whether it is asked by itself, again and again
   */
  DatabaseHealth(ReactiveFlexiDb db, String name, boolean checked) {
    this.db = db;
    this.name = name;
    this.checked = checked;
  }

  @Override
  public Mono<Health> health() {
    return Mono.defer(
        () -> {
          DatabaseStats stats = db.stats().get(name);
          if (stats == null) {
            return Mono.just(Health.unknown().build());
          }
          return checked && stats.health() != HealthStatus.UNKNOWN
              ? Mono.just(told(stats, stats.health() == HealthStatus.HEALTHY))
              : db.health(name)
                  .onErrorReturn(UnknownDatabaseException.class, false)
                  .map(answers -> told(db.stats().getOrDefault(name, stats), answers));
        });
  }

  private static Health told(DatabaseStats stats, boolean answers) {
    boolean up = answers && stats.circuit() != CircuitState.OPEN;
    Health.Builder health = Health.status(up ? Status.UP : Status.DOWN);
    health
        .withDetail("circuit", stats.circuit())
        .withDetail("activeConnections", stats.activeConnections())
        .withDetail("maxConnections", stats.maxConnections())
        .withDetail("pendingAcquires", stats.pendingAcquires());
    if (!up) {
      stats.lastError().ifPresent(error -> health.withDetail("lastError", Failure.told(error)));
    }
    if (!stats.replicas().isEmpty()) {
      health.withDetail("replicas", replicas(stats));
    }
    return health.build();
  }

  /** A replica that is away keeps nobody from being served. */
  private static Map<String, String> replicas(DatabaseStats stats) {
    Map<String, String> replicas = new LinkedHashMap<>();
    stats
        .replicas()
        .forEach(
            (server, of) ->
                replicas.put(
                    server,
                    switch (of.health()) {
                      case HEALTHY -> Status.UP.getCode();
                      case UNHEALTHY -> Status.DOWN.getCode();
                      case UNKNOWN -> Status.UNKNOWN.getCode();
                    }));
    return replicas;
  }
}
