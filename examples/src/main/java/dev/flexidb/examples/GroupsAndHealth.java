package dev.flexidb.examples;

import dev.flexidb.DatabaseConfig;
import dev.flexidb.PoolConfig;
import dev.flexidb.ReactiveFlexiDb;
import dev.flexidb.RetryConfig;
import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.DatabaseServers;
import dev.flexidb.embedded.TestDatabase;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Which of my databases answer, and can the service live without the others?
 *
 * <p>Health is asked of all at once, or of a group of those that belong together: here readiness
 * needs the shop's databases and can do without the archive, which is down.
 */
public final class GroupsAndHealth {

  /** Nothing listens on the port for TCP port multiplexing. */
  private static final String DOWN = "r2dbc:postgresql://app:secret@127.0.0.1:1/archive";

  private GroupsAndHealth() {}

  public static void main(String[] args) {
    try (TestDatabase orders = DatabaseServers.shared(DatabaseKind.POSTGRESQL).createDatabase();
        TestDatabase analytics = DatabaseServers.shared(DatabaseKind.MARIADB).createDatabase()) {
      run(orders.r2dbcUrl(), analytics.r2dbcUrl()).doOnNext(System.out::println).blockLast();
    }
  }

  static Flux<String> run(String ordersUrl, String analyticsUrl) {
    return Flux.usingWhen(
        Mono.fromSupplier(() -> open(ordersUrl, analyticsUrl)),
        GroupsAndHealth::tell,
        ReactiveFlexiDb::close);
  }

  private static ReactiveFlexiDb open(String ordersUrl, String analyticsUrl) {
    return ReactiveFlexiDb.builder()
        .database("orders", DatabaseConfig.of(ordersUrl))
        .database("analytics", DatabaseConfig.of(analyticsUrl))
        .database(
            "archive",
            DatabaseConfig.of(DOWN)
                .withRetry(RetryConfig.NONE)
                .withPool(PoolConfig.DEFAULTS.withMaxSize(2)))
        .build()
        .group("shop", List.of("orders", "analytics"))
        .group("reports", List.of("analytics", "archive"));
  }

  private static Flux<String> tell(ReactiveFlexiDb db) {
    return Flux.concat(
        db.health().map(health -> "all: " + health),
        db.healthGroup("shop").map(health -> verdict("shop", health)),
        db.healthGroup("reports").map(health -> verdict("reports", health)),
        db.healthGroup("shops").map(Object::toString).onErrorResume(GroupsAndHealth::message));
  }

  private static String verdict(String group, Map<String, Boolean> health) {
    boolean ready = health.values().stream().allMatch(healthy -> healthy);
    return "%s: %s, %s".formatted(group, health, ready ? "ready" : "not ready");
  }

  private static Mono<String> message(Throwable error) {
    return Mono.just("typo: " + error.getMessage());
  }
}
