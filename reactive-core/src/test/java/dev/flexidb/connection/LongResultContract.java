package dev.flexidb.connection;

import static dev.flexidb.tenant.TenantContext.withSchema;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.PoolConfig;
import dev.flexidb.embedded.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

/** Of a result that is longer than memory no more is taken than its reader asks for. */
interface LongResultContract extends Contract {

  int LENGTH = 2_000_000;
  int READ = 700;

  /** Kept back until more comes, since the last one waits for the commit. */
  int AHEAD = 1;

  Duration PAUSE = Duration.ofMillis(300);

  private static Flux<String> rows(
      LogicalConnection connection, int fetchSize, AtomicInteger mapped) {
    String many = "SELECT x.owner FROM item x CROSS JOIN item y LIMIT " + LENGTH;
    return Flux.from(connection.createStatement(many).fetchSize(fetchSize).execute())
        .concatMap(
            result ->
                result.map(
                    row -> {
                      mapped.incrementAndGet();
                      return String.valueOf(row.get(0, String.class));
                    }),
            0);
  }

  @Test
  default void takesNoMoreRowsThanAreAskedFor(TestDatabase database) {
    PoolConfig patient =
        PoolConfig.DEFAULTS
            .withMaxSize(1)
            .withDrainTimeout(Duration.ofSeconds(20))
            .withAcquireTimeout(Duration.ofSeconds(30));
    try (TwoTenants tenants =
        tenants(database, TwoTenants.ROWS, config -> config.withPool(patient))) {
      for (int fetchSize : List.of(0, 500)) {
        for (boolean begins : List.of(false, true)) {
          AtomicInteger mapped = new AtomicInteger();
          Flux<String> read =
              tenants.with(
                  c ->
                      begins
                          ? c.beginTransaction().thenMany(rows(c, fetchSize, mapped))
                          : rows(c, fetchSize, mapped));
          StepVerifier.create(read.contextWrite(withSchema(tenants.a)), 0)
              .thenRequest(READ)
              .expectNextCount(READ)
              .thenAwait(PAUSE)
              .then(
                  () ->
                      assertThat(mapped)
                          .as("fetch size " + fetchSize)
                          .hasValueLessThanOrEqualTo(READ + AHEAD))
              .thenCancel()
              .verify();
          tenants.assertHealthy();
        }
      }
    }
  }
}
