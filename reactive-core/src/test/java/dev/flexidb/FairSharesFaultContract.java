package dev.flexidb;

import static dev.flexidb.Holders.ask;
import static dev.flexidb.Holders.assertWhole;
import static dev.flexidb.Holders.becomes;
import static dev.flexidb.Holders.hold;
import static dev.flexidb.Holders.stats;
import static dev.flexidb.tenant.TenantContext.withSchema;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.batch.CircuitBreakerConfig;
import dev.flexidb.embedded.FaultProxy;
import dev.flexidb.embedded.TestDatabase;
import dev.flexidb.error.ClosedException;
import io.r2dbc.spi.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;
import reactor.util.context.Context;

/** S34: whatever becomes of callers and servers, no place in the pool is lost. */
interface FairSharesFaultContract {

  @Test
  @DisplayName("callers that give up at any moment leave every connection to the others")
  default void callersGiveUp(TestDatabase database) {
    try (Tenants tenants = Tenants.on(database, FairSharesContract.POOL)) {
      List<String> three = IntStream.range(0, 3).mapToObj(i -> tenants.create("t" + i, 1)).toList();
      Random random = new Random(20261121);
      AtomicInteger[] holding = {new AtomicInteger(), new AtomicInteger(), new AtomicInteger()};
      AtomicInteger most = new AtomicInteger();
      Flux.range(0, 600)
          .flatMap(
              i -> {
                Context tenant = withSchema(three.get(i % 3));
                Duration patience = Duration.ofNanos(random.nextInt(10_000_000));
                Mono<Void> visit = visit(tenants.app(), holding[i % 3], most).contextWrite(tenant);
                return i % 2 == 0 ? visit : visit.takeUntilOther(Mono.delay(patience));
              },
              100)
          .as(StepVerifier::create)
          .verifyComplete();

      assertThat(most).hasValueBetween(1, 4);
      assertWhole(tenants, three);
    }
  }

  /** Counts itself while its first statement has been answered and its connection is not closed. */
  private static Mono<Void> visit(Database app, AtomicInteger holding, AtomicInteger most) {
    return Mono.usingWhen(
        app.create(),
        connection ->
            ask(connection)
                .flatMap(
                    row -> {
                      most.accumulateAndGet(holding.incrementAndGet(), Math::max);
                      return ask(connection).doFinally(signal -> holding.decrementAndGet()).then();
                    }),
        Connection::close);
  }

  @Test
  @DisplayName("a server that goes away while many wait answers all of them, and is used again")
  default void theServerGoesAway(TestDatabase database) {
    try (FaultProxy proxy = FaultProxy.to(database.server())) {
      Opened driver = new Opened(proxy.r2dbcUrl(database.name()));
      DatabaseConfig config =
          DatabaseConfig.of(driver)
              .withTenancy(Tenancy.schemaPerTenant())
              .withRetry(RetryConfig.NONE)
              .withCircuitBreaker(CircuitBreakerConfig.DEFAULTS.withThreshold(10_000))
              .withPool(FairSharesContract.POOL);
      try (Tenants tenants = Tenants.on(database, config)) {
        List<String> three =
            IntStream.range(0, 3).mapToObj(i -> tenants.create("t" + i, 1)).toList();
        AtomicInteger held = new AtomicInteger();
        AtomicInteger failed = new AtomicInteger();
        Sinks.Empty<Void> end = Sinks.empty();
        Mono<Void> all =
            Flux.range(0, 150)
                .flatMap(
                    i ->
                        Mono.usingWhen(
                                tenants.app().create(),
                                connection ->
                                    ask(connection)
                                        .doOnSuccess(row -> held.incrementAndGet())
                                        .then(end.asMono())
                                        .then(ask(connection)),
                                Connection::close)
                            .contextWrite(withSchema(three.get(i % 3)))
                            .onErrorResume(
                                error -> {
                                  failed.incrementAndGet();
                                  return Mono.empty();
                                }),
                    150)
                .then()
                .cache();
        all.subscribe();
        becomes(held, 10);

        proxy.refuse();
        proxy.reset();
        end.tryEmitEmpty();

        all.as(StepVerifier::create).verifyComplete();
        assertThat(failed).hasValue(150);
        assertThat(stats(tenants).pendingAcquires()).isZero();
        driver.allLost().as(StepVerifier::create).expectNextCount(1).verifyComplete();
        proxy.accept();
        assertWhole(tenants, three);
      }
    }
  }

  @Test
  @DisplayName("who waits while the database is closed is told, and who holds a connection ends")
  default void itIsClosedWhileManyWait(TestDatabase database) {
    try (Tenants tenants = Tenants.on(database, FairSharesContract.POOL)) {
      String noisy = tenants.create("noisy", 1);
      Sinks.Empty<Void> end = Sinks.empty();
      AtomicInteger held = new AtomicInteger();
      AtomicInteger told = new AtomicInteger();
      Mono<Void> all =
          Flux.range(0, 50)
              .flatMap(
                  i ->
                      hold(tenants.app(), held, end.asMono())
                          .onErrorResume(
                              ClosedException.class,
                              closed -> {
                                told.incrementAndGet();
                                return Mono.empty();
                              }),
                  50)
              .then()
              .contextWrite(withSchema(noisy))
              .cache();
      all.subscribe();
      becomes(held, 4);

      tenants.db().close().subscribe();

      becomes(told, 46);
      end.tryEmitEmpty();
      all.as(StepVerifier::create).verifyComplete();
    }
  }
}
