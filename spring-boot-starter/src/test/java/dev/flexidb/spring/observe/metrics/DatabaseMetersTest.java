package dev.flexidb.spring.observe.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.DatabaseConfig;
import dev.flexidb.HealthStatus;
import dev.flexidb.ReactiveFlexiDb;
import dev.flexidb.ReplicasConfig;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("S32: meters of a database's servers")
class DatabaseMetersTest {

  private static final String PRIMARY = "127.0.0.1:1";
  private static final String REPLICA = "127.0.0.1:2";

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final ReactiveFlexiDb db =
      ReactiveFlexiDb.builder()
          .closeOnShutdown(false)
          .database(
              "orders",
              DatabaseConfig.of(url(PRIMARY)).withReplicas(ReplicasConfig.of(url(REPLICA))))
          .build();
  private final DatabaseMeters meters = new DatabaseMeters(registry, new KnownStats(() -> db));

  private static String url(String server) {
    return "r2dbc:postgresql://app:geheim@" + server + "/orders";
  }

  @AfterEach
  void close() {
    db.close().block();
  }

  @Test
  void eachServerHasItsOwn() {
    meters.afterSingletonsInstantiated();
    for (String server : new String[] {"primary", REPLICA}) {
      assertThat(registry.find("flexidb.pool.max").tag("server", server).gauge()).isNotNull();
    }
    assertThat(registry.find("flexidb.health").gauges())
        .as("asked by nobody yet")
        .allSatisfy(gauge -> assertThat(gauge.value()).isNaN());
  }

  @Test
  void whatHappensToThemIsCounted() {
    IllegalStateException error = new IllegalStateException("no");
    meters.onConnect("orders", PRIMARY);
    meters.onDisconnect("orders", REPLICA);
    meters.onRetry("orders", PRIMARY, 2, Duration.ZERO, error);
    meters.onHealthChanged("orders", PRIMARY, HealthStatus.UNKNOWN, HealthStatus.HEALTHY);
    meters.onHealthChanged("orders", PRIMARY, HealthStatus.UNHEALTHY, HealthStatus.HEALTHY);
    meters.onReconnectGivenUp("orders", REPLICA, 10, error);

    assertThat(counted("flexidb.connections.opened", "server", "primary")).isEqualTo(1);
    assertThat(counted("flexidb.connections.closed", "server", REPLICA)).isEqualTo(1);
    assertThat(counted("flexidb.connections.retries", "server", "primary")).isEqualTo(1);
    assertThat(counted("flexidb.reconnects", "outcome", "success")).isEqualTo(1);
    assertThat(counted("flexidb.reconnects", "outcome", "given_up")).isEqualTo(1);
  }

  @Test
  void whatIsToldBehindTheEndLeavesNothing() {
    registry.timer("flexidb.query", "database", "gone");
    meters.onRetry("gone", PRIMARY, 2, Duration.ZERO, new IllegalStateException("no"));
    meters.onDisconnect("gone", PRIMARY);
    assertThat(registry.getMeters()).isEmpty();
  }

  private double counted(String name, String tag, String value) {
    Counter counter = registry.find(name).tag(tag, value).counter();
    return counter == null ? 0 : counter.count();
  }
}
