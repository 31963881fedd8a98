package dev.flexidb.spring.observe;

import static dev.flexidb.spring.observe.ObservedService.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.DatabaseConfig;
import dev.flexidb.PoolConfig;
import dev.flexidb.ReplicasConfig;
import dev.flexidb.tenant.SchemaName;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.search.Search;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

@DisplayName("what meters tell of databases")
class MetersTest {

  @AutoClose private static final ObservedService service = new ObservedService();

  @Test
  @DisplayName("S32: meters of pools, circuits, statements, batches and tenants")
  void meters() {
    service.count("acme").then(service.count("globex")).block();
    service
        .db()
        .batch(Map.of("analytics", db -> db.sql("SELECT 1").fetch().one()))
        .then(
            service
                .db()
                .batch(Map.of("analytics", db -> Mono.error(new IllegalStateException("no"))))
                .onErrorComplete())
        .block();

    assertThat(service.meters("flexidb.pool.max").tag("database", "orders").gauge())
        .isNotNull()
        .satisfies(max -> assertThat(max.value()).isEqualTo(PoolConfig.DEFAULTS.maxSize()));
    assertThat(service.meters("flexidb.pool.idle").tag("database", "orders").gauge())
        .isNotNull()
        .satisfies(idle -> until(() -> idle.value() >= 1));
    assertThat(service.meters("flexidb.circuit.state").tag("state", "closed").gauges()).hasSize(2);
    assertThat(
            Objects.requireNonNull(
                    service
                        .meters("flexidb.query")
                        .tag("database", "orders")
                        .tag("server", "primary")
                        .tag("outcome", "success")
                        .timer())
                .count())
        .isGreaterThanOrEqualTo(2);
    assertThat(
            Objects.requireNonNull(
                    service
                        .meters("flexidb.tenant.switches")
                        .tag("database", "orders")
                        .functionCounter())
                .count())
        .isPositive();
    for (String outcome : List.of("success", "error")) {
      assertThat(
              Objects.requireNonNull(
                      service
                          .meters("flexidb.batch")
                          .tag("database", "analytics")
                          .tag("outcome", outcome)
                          .timer())
                  .count())
          .as(outcome)
          .isEqualTo(1);
    }
    until(() -> service.value("flexidb.connections.opened", "database", "analytics") >= 1);
    until(() -> service.value("flexidb.tenants", "state", "active") == 2);
  }

  @Test
  @DisplayName("S32: neither tenants nor texts are tags")
  void manyTenantsAndTextsMakeNoSeries() {
    statement(0).block();
    List<Meter.Id> before = seriesOfOurs();
    double counted = service.value("flexidb.query", "outcome", "error");
    Flux.range(1, 1_000).flatMap(MetersTest::statement, 8).then().block();
    assertThat(service.value("flexidb.query", "outcome", "error"))
        .isGreaterThanOrEqualTo(counted + 1_000);
    assertThat(seriesOfOurs()).containsExactlyInAnyOrderElementsOf(before);
  }

  /** The JVM, and Reactor Netty, add some of theirs at any time. */
  private static List<Meter.Id> seriesOfOurs() {
    return service.bean(MeterRegistry.class).getMeters().stream()
        .map(Meter::getId)
        .filter(id -> id.getName().startsWith("flexidb."))
        .toList();
  }

  /** Each in a tenant of its own, which the server is told, and does not know. */
  private static Mono<Void> statement(int number) {
    return service
        .db()
        .get("orders")
        .forSchema(new SchemaName("tenant_" + number))
        .sql("SELECT %d AS a%d".formatted(number, number))
        .fetch()
        .one()
        .onErrorComplete()
        .then();
  }

  @Test
  @DisplayName("F25: databases that come get meters, and lose them when they go")
  void metersComeAndGo() {
    service
        .db()
        .register("late", DatabaseConfig.of(service.analyticsUrl()))
        .flatMap(late -> late.sql("SELECT 1").fetch().one())
        .block();
    until(() -> service.meters("flexidb.pool.max").tag("database", "late").gauge() != null);
    assertThat(service.meters("flexidb.query").tag("database", "late").timer()).isNotNull();
    assertThat(service.json("health/flexidb/databases/late").get("status").asString())
        .isEqualTo("UP");

    service.db().unregister("late").block();
    until(
        () ->
            Search.in(service.bean(MeterRegistry.class))
                .tag("database", "late")
                .meters()
                .isEmpty());
  }

  @Test
  @DisplayName("F25: a database that is replaced has meters of the servers that it has now")
  void metersOfServersComeAndGo() {
    DatabaseConfig alone = DatabaseConfig.of(service.analyticsUrl());
    service.db().register("moved", alone).flatMap(db -> db.sql("SELECT 1").fetch().one()).block();
    until(() -> servers("moved") == 1);

    service
        .db()
        .replace("moved", alone.withReplicas(ReplicasConfig.of(service.analyticsUrl())))
        .block();
    until(() -> servers("moved") == 2);
    service.db().replace("moved", alone).block();
    until(() -> servers("moved") == 1);
    service.db().unregister("moved").block();
    until(() -> servers("moved") == 0);
  }

  private static int servers(String database) {
    return service.meters("flexidb.pool.max").tag("database", database).gauges().size();
  }
}
