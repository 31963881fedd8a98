package dev.flexidb;

import static dev.flexidb.tenant.TenantContext.withSchema;
import static dev.flexidb.tenant.TenantContext.withoutSchema;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.batch.CircuitBreakerConfig;
import dev.flexidb.batch.CircuitState;
import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.FaultProxy;
import dev.flexidb.embedded.TestDatabase;
import dev.flexidb.error.ClosedException;
import dev.flexidb.error.TenantLimitException;
import dev.flexidb.tenant.SchemaName;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Result;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
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

/** S34: one tenant cannot take the whole pool. */
interface FairSharesContract {

  /** Ten connections, of which one tenant may hold four. */
  PoolConfig POOL = PoolConfig.DEFAULTS.withMaxPerTenant(4);

  private static Tenants tenants(TestDatabase database, PoolConfig pool) {
    return Tenants.on(database, pool);
  }

  /** One statement, on a connection of its own that is held until the end is there. */
  private static Mono<Void> hold(Database app, AtomicInteger answered, Mono<Void> end) {
    return Mono.usingWhen(
        app.create(),
        connection -> ask(connection).doOnSuccess(row -> answered.incrementAndGet()).then(end),
        Connection::close);
  }

  private static Mono<Integer> ask(Connection connection) {
    return Flux.from(connection.createStatement("SELECT id FROM item").execute())
        .concatMap(result -> result.map(row -> Objects.requireNonNull(row.get(0, Integer.class))))
        .next();
  }

  private static Mono<Integer> one(Database app) {
    return app.sql("SELECT id FROM item").mapValue(Integer.class).one();
  }

  private static DatabaseStats stats(Tenants tenants) {
    return Objects.requireNonNull(tenants.db().stats().get(Tenants.NAME));
  }

  /** Every connection of the pool can be held, by three tenants, and not one more. */
  private static void assertWhole(Tenants tenants, List<String> three) {
    Sinks.Empty<Void> end = Sinks.empty();
    AtomicInteger answered = new AtomicInteger();
    Mono<Void> all =
        Flux.fromIterable(three)
            .concatWithValues(three.get(2), three.get(2))
            .flatMap(
                tenant ->
                    Flux.range(0, tenant.equals(three.get(2)) ? 1 : 5)
                        .flatMap(i -> hold(tenants.app(), answered, end.asMono()))
                        .contextWrite(withSchema(tenant)))
            .then()
            .cache();
    all.subscribe();

    Mono.firstWithSignal(all, reaches(answered, 10).then())
        .as(StepVerifier::create)
        .verifyComplete();
    assertThat(answered).hasValue(10);
    assertThat(stats(tenants).activeConnections()).isEqualTo(10);
    // The fifth of the first two tenants, and the third of the last one.
    assertThat(stats(tenants).pendingAcquires()).isEqualTo(3);
    end.tryEmitEmpty();
    all.as(StepVerifier::create).verifyComplete();
    assertThat(stats(tenants).pendingAcquires()).isZero();
    assertThat(stats(tenants).activeConnections()).isZero();
  }

  private static void becomes(AtomicInteger counter, int expected) {
    reaches(counter, expected).as(StepVerifier::create).expectNext(expected).verifyComplete();
  }

  private static Mono<Integer> reaches(AtomicInteger counter, int expected) {
    return Mono.fromSupplier(counter::get)
        .filter(now -> now >= expected)
        .repeatWhenEmpty(asked -> asked.delayElements(Duration.ofMillis(10)).take(1_000));
  }

  @Test
  @DisplayName("a tenant whose statements never end leaves the others their connections")
  default void aNoisyTenantLeavesRoom(TestDatabase database) {
    try (Tenants tenants = tenants(database, POOL)) {
      String noisy = tenants.create("noisy", 1);
      String quiet = tenants.create("quiet", 1);
      String third = tenants.create("third", 1);
      Sinks.Empty<Void> end = Sinks.empty();
      AtomicInteger noisyRan = new AtomicInteger();
      Mono<Void> flood =
          Flux.range(0, 200)
              .flatMap(i -> hold(tenants.app(), noisyRan, end.asMono()), 200)
              .then()
              .contextWrite(withSchema(noisy))
              .cache();
      flood.subscribe();
      becomes(noisyRan, 4);

      Flux.range(0, 40)
          .flatMap(i -> one(tenants.app()), 10)
          .contextWrite(withSchema(quiet))
          .as(StepVerifier::create)
          .expectNextCount(40)
          .verifyComplete();

      assertThat(noisyRan).as("not one more of the noisy tenant's ran before").hasValue(4);
      assertThat(stats(tenants).activeConnections()).isEqualTo(4);
      assertThat(stats(tenants).pendingAcquires()).isEqualTo(196);
      end.tryEmitEmpty();
      flood.as(StepVerifier::create).verifyComplete();
      assertThat(noisyRan).hasValue(200);
      assertThat(stats(tenants).limitedQueries()).isZero();
      assertWhole(tenants, List.of(noisy, quiet, third));
    }
  }

  @Test
  @DisplayName("45 statements that wait are no more before one than 1: tenants take turns")
  default void tenantsTakeTurns(TestDatabase database) {
    database.execute(
        database.server().kind() == DatabaseKind.POSTGRESQL
            ? "CREATE TABLE served (id serial PRIMARY KEY, owner varchar(64))"
            : "CREATE TABLE served (id int AUTO_INCREMENT PRIMARY KEY, owner varchar(64))");
    PoolConfig single = PoolConfig.DEFAULTS.withMaxSize(1).withMaxPerTenant(1);
    try (Tenants tenants = tenants(database, single)) {
      String noisy = tenants.create("noisy", 1);
      String quiet = tenants.create("quiet", 1);
      String shared = tenants.isPostgreSql() ? "public" : database.name();
      String insert = "INSERT INTO " + shared + ".served (owner) VALUES ('%s')";
      Sinks.Empty<Void> end = Sinks.empty();
      AtomicInteger held = new AtomicInteger();
      Mono<Void> holder =
          hold(tenants.app(), held, end.asMono()).contextWrite(withSchema(noisy)).cache();
      holder.subscribe();
      becomes(held, 1);

      Mono<Void> all =
          Flux.range(0, 50)
              .map(i -> i < 45 ? noisy : quiet)
              .flatMap(
                  tenant ->
                      tenants
                          .app()
                          .sql(insert.formatted(tenant))
                          .then()
                          .contextWrite(withSchema(tenant)),
                  50)
              .then()
              .cache();
      all.subscribe();
      assertThat(stats(tenants).pendingAcquires()).isEqualTo(50);
      end.tryEmitEmpty();

      Mono.when(holder, all).as(StepVerifier::create).verifyComplete();
      tenants
          .app()
          .sql("SELECT owner FROM " + shared + ".served ORDER BY id")
          .mapValue(String.class)
          .all()
          .contextWrite(withSchema(noisy))
          .take(10)
          .as(StepVerifier::create)
          .expectNext(quiet, noisy, quiet, noisy, quiet, noisy, quiet, noisy, quiet, noisy)
          .verifyComplete();
    }
  }

  @Test
  @DisplayName("a tenant that has its share is told so, and the circuit does not count it")
  default void aRefusalIsTyped(TestDatabase database) {
    DatabaseConfig config =
        DatabaseConfig.of(database.r2dbcUrl())
            .withTenancy(Tenancy.schemaPerTenant())
            .withCircuitBreaker(CircuitBreakerConfig.DEFAULTS.withThreshold(1))
            .withPool(PoolConfig.DEFAULTS.withMaxSize(4).withMaxPerTenant(2).withMaxPending(2));
    try (Tenants tenants = Tenants.on(database, config)) {
      String noisy = tenants.create("noisy", 1);
      Sinks.Empty<Void> end = Sinks.empty();
      AtomicInteger held = new AtomicInteger();
      Mono<Void> three =
          Flux.range(0, 3)
              .flatMap(i -> hold(tenants.app(), held, end.asMono()))
              .then()
              .contextWrite(withSchema(noisy))
              .cache();
      three.subscribe();
      becomes(held, 2);

      one(tenants.app())
          .contextWrite(withSchema(noisy))
          .as(StepVerifier::create)
          .verifyErrorSatisfies(
              error ->
                  assertThat(error)
                      .hasRootCauseInstanceOf(TenantLimitException.class)
                      .rootCause()
                      .hasMessageContaining("tenant \"" + noisy + "\" holds 2 of its 2"));

      assertThat(stats(tenants).limitedQueries()).isEqualTo(1);
      assertThat(stats(tenants).failedQueries()).isZero();
      assertThat(stats(tenants).circuit()).isEqualTo(CircuitState.CLOSED);
      end.tryEmitEmpty();
      three.as(StepVerifier::create).verifyComplete();
      one(tenants.app())
          .contextWrite(withSchema(noisy))
          .as(StepVerifier::create)
          .expectNext(1)
          .verifyComplete();
    }
  }

  @Test
  @DisplayName("a view of a tenant counts as that tenant, and work without one has no limit")
  default void whoCountsAsWhom(TestDatabase database) {
    PoolConfig pool = PoolConfig.DEFAULTS.withMaxSize(3).withMaxPerTenant(1);
    try (Tenants tenants = tenants(database, pool)) {
      String schema = tenants.create("a", 1);
      Database pinned = tenants.app().forSchema(new SchemaName(schema));
      Sinks.Empty<Void> end = Sinks.empty();
      AtomicInteger held = new AtomicInteger();
      Mono<Void> both =
          Mono.when(
                  hold(pinned, held, end.asMono()),
                  hold(tenants.app(), held, end.asMono()).contextWrite(withSchema(schema)))
              .cache();
      both.subscribe();
      becomes(held, 1);
      AtomicInteger without = new AtomicInteger();
      Mono<Void> two =
          Flux.range(0, 2)
              .flatMap(
                  i ->
                      Mono.usingWhen(
                          tenants.app().create(),
                          connection ->
                              Flux.from(connection.createStatement("SELECT 1").execute())
                                  .concatMap(Result::getRowsUpdated)
                                  .then(Mono.fromRunnable(without::incrementAndGet))
                                  .then(end.asMono()),
                          Connection::close))
              .then()
              .contextWrite(withoutSchema())
              .cache();
      two.subscribe();
      becomes(without, 2);

      assertThat(held).hasValue(1);
      assertThat(stats(tenants).pendingAcquires()).isEqualTo(1);
      end.tryEmitEmpty();
      Mono.when(both, two).as(StepVerifier::create).verifyComplete();
      assertThat(held).hasValue(2);
    }
  }

  @Test
  @DisplayName("callers that give up at any moment leave every connection to the others")
  default void callersGiveUp(TestDatabase database) {
    try (Tenants tenants = tenants(database, POOL)) {
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
              .withPool(POOL);
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
    try (Tenants tenants = tenants(database, POOL)) {
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
