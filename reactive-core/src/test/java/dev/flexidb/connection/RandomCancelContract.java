package dev.flexidb.connection;

import static dev.flexidb.tenant.TenantContext.withSchema;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.PoolConfig;
import dev.flexidb.embedded.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** S34: many callers of many tenants on few connections, half of whom stop reading somewhere. */
interface RandomCancelContract extends Contract {

  int CALLS = 600;

  @Test
  @DisplayName("S34: whenever callers give up, no row reaches another tenant and nobody is stuck")
  default void neverMixesTenants(TestDatabase database) {
    PoolConfig two = PoolConfig.DEFAULTS.withMaxSize(2).withAcquireTimeout(Duration.ofSeconds(30));
    try (TwoTenants tenants = tenants(database, TwoTenants.ROWS, c -> c.withPool(two))) {
      AtomicLong rows = new AtomicLong();
      long seed = System.nanoTime();
      Random random = new Random(seed);
      List<Mono<Void>> calls =
          IntStream.range(0, CALLS)
              .mapToObj(
                  i -> call(tenants, i % 2 == 0 ? tenants.a : tenants.b, random.nextLong(), rows))
              .toList();

      StepVerifier.create(Flux.fromIterable(calls).flatMap(call -> call, 16).then())
          .as("seed " + seed)
          .verifyComplete();

      assertThat(rows.get()).isGreaterThan(CALLS);
      tenants.assertHealthy();
      assertThat(tenants.stats().activeConnections()).isZero();
      assertThat(tenants.stats().pendingAcquires()).isZero();
    }
  }

  private static Mono<Void> call(TwoTenants tenants, String tenant, long seed, AtomicLong rows) {
    Random random = new Random(seed);
    String bound = "SELECT owner FROM item WHERE id > " + tenants.marker();
    Flux<String> read =
        switch (random.nextInt(4)) {
          case 0 -> tenants.query(TwoTenants.ALL);
          case 1 -> tenants.query(bound, 0);
          case 2 ->
              tenants.with(
                  c ->
                      c.beginTransaction()
                          .thenMany(TwoTenants.strings(c, bound, 0))
                          .concatWith(c.commitTransaction().then(Mono.empty())));
          default ->
              tenants.with(
                  c ->
                      Flux.merge(
                          TwoTenants.strings(c, TwoTenants.ALL),
                          TwoTenants.strings(c, bound, 1_000)));
        };
    Flux<String> checked =
        read.doOnNext(
            owner -> {
              if (!owner.equals(tenant)) {
                throw new AssertionError(tenant + " was given a row of " + owner);
              }
              rows.incrementAndGet();
            });
    Flux<String> cut =
        switch (random.nextInt(5)) {
          case 0 -> checked.take(1 + random.nextInt(1_000));
          case 1 -> checked.takeUntilOther(Mono.delay(Duration.ofNanos(random.nextInt(8_000_000))));
          case 2 -> checked.next().flux();
          default -> checked;
        };
    return cut.contextWrite(withSchema(tenant)).then();
  }
}
