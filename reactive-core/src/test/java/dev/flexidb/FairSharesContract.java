package dev.flexidb;

import static dev.flexidb.Holders.assertWhole;
import static dev.flexidb.Holders.becomes;
import static dev.flexidb.Holders.hold;
import static dev.flexidb.Holders.one;
import static dev.flexidb.Holders.stats;
import static dev.flexidb.tenant.TenantContext.withSchema;
import static dev.flexidb.tenant.TenantContext.withoutSchema;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.batch.CircuitBreakerConfig;
import dev.flexidb.batch.CircuitState;
import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.TestDatabase;
import dev.flexidb.error.TenantLimitException;
import dev.flexidb.tenant.SchemaName;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Result;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

/** S34: one tenant cannot take the whole pool. */
interface FairSharesContract {

  /** Ten connections, of which one tenant may hold four. */
  PoolConfig POOL = PoolConfig.DEFAULTS.withMaxPerTenant(4);

  @Test
  @DisplayName("a tenant whose statements never end leaves the others their connections")
  default void aNoisyTenantLeavesRoom(TestDatabase database) {
    try (Tenants tenants = Tenants.on(database, POOL)) {
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
    try (Tenants tenants = Tenants.on(database, single)) {
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
    try (Tenants tenants = Tenants.on(database, pool)) {
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
}
