package dev.flexidb.connection;

import static dev.flexidb.tenant.TenantContext.withSchema;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.PoolConfig;
import dev.flexidb.embedded.FaultProxy;
import dev.flexidb.embedded.TestDatabase;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

/** MySQL and MariaDB are told to stop by another connection, which may be long in coming. */
interface NeedlessStopContract extends Contract {

  Duration DRAIN = Duration.ofSeconds(10);

  @Test
  default void keepsTheConnectionWhoseStatementEndsBeforeItsStop(TestDatabase database) {
    PoolConfig one = PoolConfig.DEFAULTS.withMaxSize(1).withDrainTimeout(DRAIN);
    try (FaultProxy proxy = FaultProxy.to(database.server());
        TwoTenants tenants =
            tenants(
                database,
                url(database, proxy.r2dbcUrl(database.name())),
                3,
                config -> config.withPool(one))) {
      Flux<String> backend =
          tenants.query("SELECT CONNECTION_ID()").contextWrite(withSchema(tenants.a));
      String before = String.valueOf(backend.blockLast());
      proxy.hang();
      StepVerifier.create(
              tenants
                  .query("SELECT SLEEP(0.3)")
                  .timeout(Duration.ofMillis(20), Flux.empty())
                  .thenMany(backend)
                  .contextWrite(withSchema(tenants.a)))
          .expectNext(before)
          .expectComplete()
          .verify(DRAIN.dividedBy(2));
      proxy.heal();
      tenants.assertHealthy();
      assertThat(tenants.stats().totalConnections()).isEqualTo(1);
    }
  }
}
