package dev.flexidb.connection;

import static dev.flexidb.connection.Eventually.becomes;
import static dev.flexidb.connection.SlowContract.sleep;
import static dev.flexidb.tenant.TenantContext.withSchema;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.PoolConfig;
import dev.flexidb.embedded.FaultProxy;
import dev.flexidb.embedded.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** What nobody wants any more is stopped at the server, and its connection is used again. */
interface StopContract extends SlowContract {

  /** The server's own number of the connection that the pool hands out. */
  private static String backend(TwoTenants tenants) {
    String ask = tenants.isPostgreSql() ? "SELECT pg_backend_pid()" : "SELECT CONNECTION_ID()";
    return Objects.requireNonNull(
        tenants.query(ask).contextWrite(withSchema(tenants.a)).blockLast());
  }

  private static void assertKept(TwoTenants tenants, String backend) {
    assertThat(backend(tenants)).isEqualTo(backend);
    tenants.assertHealthy();
  }

  private static Mono<String> running(TwoTenants tenants) {
    return tenants.askServer(
        tenants.isPostgreSql()
            ? "SELECT count(*) FROM pg_stat_activity WHERE datname = '%s' AND state <> 'idle' AND pid <> pg_backend_pid()"
                .formatted(tenants.database.name())
            : "SELECT count(*) FROM information_schema.processlist WHERE db LIKE '%s%%' AND command <> 'Sleep' AND id <> CONNECTION_ID()"
                .formatted(tenants.database.name()));
  }

  /** Gives up after a while; returns when the server has stopped. */
  private static void giveUp(TwoTenants tenants, Publisher<?> work) {
    long began = System.nanoTime();
    StepVerifier.create(
            Flux.from(work).timeout(PATIENCE).contextWrite(withSchema(tenants.a)).then())
        .verifyError(TimeoutException.class);
    becomes("0", running(tenants));
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(SOON);
  }

  @Test
  default void stopsTheServerAndKeepsTheConnection(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      String bound = sleep(tenants, tenants.marker());
      String backend = backend(tenants);
      for (Flux<String> work :
          List.of(
              tenants.query(sleep(tenants)),
              tenants.query(bound, SECONDS),
              tenants.with(
                  c ->
                      Flux.from(c.createStatement(sleep(tenants)).fetchSize(10).execute())
                          .flatMap(TwoTenants::strings)),
              tenants.with(c -> c.beginTransaction().thenMany(TwoTenants.strings(c, bound, 30))),
              tenants.with(
                  c ->
                      TwoTenants.strings(c, TwoTenants.ALL)
                          .thenMany(TwoTenants.strings(c, sleep(tenants)))))) {
        giveUp(tenants, work);
        assertKept(tenants, backend);
      }
    }
  }

  @Test
  default void undoesTheWriteThatItStops(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      String backend = backend(tenants);
      String twoRowsAndASlowOne =
          "INSERT INTO item (id, owner) SELECT 100 + id, 'new' FROM item WHERE id < 3 OR "
              + sleep(tenants).replace("SELECT ", "")
              + (tenants.isPostgreSql() ? " IS NULL" : " = 0");
      giveUp(tenants, tenants.with(c -> TwoTenants.update(c, twoRowsAndASlowOne)));
      giveUp(
          tenants,
          tenants.with(
              c ->
                  c.beginTransaction()
                      .then(TwoTenants.update(c, INSERT))
                      .then(TwoTenants.update(c, twoRowsAndASlowOne))
                      .then(c.commitTransaction())));
      assertThat(tenants.count(tenants.a)).isEqualTo(3);
      assertKept(tenants, backend);
    }
  }

  @Test
  default void rollsBackTheTransactionOfSpring(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      String backend = backend(tenants);
      TransactionalOperator transaction =
          TransactionalOperator.create(tenants.app().transactionManager());
      giveUp(
          tenants,
          tenants
              .app()
              .sql(INSERT)
              .then()
              .then(tenants.app().sql(sleep(tenants)).fetch().one())
              .as(transaction::transactional));
      assertThat(tenants.count(tenants.a)).isEqualTo(3);
      assertKept(tenants, backend);
    }
  }

  @Test
  default void lendsTheSameConnectionAfterOneOfManyRows(TestDatabase database) {
    try (TwoTenants tenants = tenants(database, 400)) {
      String many = "SELECT x.owner FROM item x CROSS JOIN item y LIMIT 100000";
      String backend = backend(tenants);
      for (Flux<String> work :
          List.of(
              tenants.query(many),
              tenants.with(c -> c.beginTransaction().thenMany(TwoTenants.strings(c, many))))) {
        StepVerifier.create(work.take(1).contextWrite(withSchema(tenants.a)))
            .expectNext(tenants.a)
            .verifyComplete();
        assertKept(tenants, backend);
      }
    }
  }

  @Test
  default void closesTheConnectionOfAServerThatDoesNotAnswer(TestDatabase database) {
    try (FaultProxy proxy = FaultProxy.to(database.server());
        TwoTenants tenants =
            tenants(
                database, url(database, proxy.r2dbcUrl(database.name())), 3, config -> config)) {
      for (boolean begins : List.of(false, true)) {
        String backend = backend(tenants);
        Flux<String> work =
            tenants.with(
                c ->
                    (begins ? c.beginTransaction() : Mono.<Void>empty())
                        .thenMany(TwoTenants.strings(c, sleep(tenants, "2"))));
        StepVerifier.create(work.timeout(PATIENCE).contextWrite(withSchema(tenants.a)).then())
            .thenAwait(PATIENCE.dividedBy(2))
            .then(proxy::stall)
            .verifyError(TimeoutException.class);
        becomes(0, Mono.fromSupplier(() -> tenants.stats().totalConnections()));
        proxy.heal();
        assertThat(backend(tenants)).isNotEqualTo(backend);
        tenants.assertHealthy();
        becomes(
            1, Mono.fromSupplier(proxy::openConnections).subscribeOn(Schedulers.boundedElastic()));
      }
    }
  }

  /** With the limits that a database has by default. */
  @Test
  default void freesThePlaceOfAServerThatStallsAmidACutResult(TestDatabase database) {
    try (FaultProxy proxy = FaultProxy.to(database.server());
        TwoTenants tenants =
            tenants(
                database, url(database, proxy.r2dbcUrl(database.name())), 400, config -> config)) {
      String many = "SELECT x.owner FROM item x CROSS JOIN item y";
      for (boolean begins : List.of(false, true)) {
        String backend = backend(tenants);
        Flux<String> work =
            tenants.with(
                c ->
                    (begins ? c.beginTransaction() : Mono.<Void>empty())
                        .thenMany(TwoTenants.strings(c, many)));
        StepVerifier.create(work.contextWrite(withSchema(tenants.a)), 1)
            .expectNext(tenants.a)
            .then(proxy::stall)
            .thenCancel()
            .verify();
        becomes(0, Mono.fromSupplier(() -> tenants.stats().totalConnections()));
        assertThat(tenants.stats().activeConnections()).isZero();
        proxy.heal();
        assertThat(backend(tenants)).isNotEqualTo(backend);
        becomes("0", tenants.askServer(tenants.openTransactions()));
        tenants.assertHealthy();
      }
    }
  }

  /** The stop is sent about when the statement ends by itself; every connection has a taker. */
  @Test
  default void neverStopsTheNextBorrowersStatement(TestDatabase database) {
    int connections = 6;
    PoolConfig pool = PoolConfig.DEFAULTS.withMaxSize(connections).withDrainTimeout(SOON);
    try (TwoTenants tenants = tenants(database, 3, config -> config.withPool(pool))) {
      long seed = System.nanoTime();
      Random random = new Random(seed);
      int count = 180;
      Flux<String> rounds =
          Flux.range(0, count)
              .flatMap(
                  round -> {
                    String first = "0.0" + (45 + random.nextInt(20));
                    Duration patience = Duration.ofMillis(1 + random.nextInt(4));
                    return tenants
                        .query(sleep(tenants, first))
                        .timeout(patience, Flux.empty())
                        .thenMany(tenants.query(sleep(tenants, "0.005")))
                        .concatWith(tenants.query(TwoTenants.ALL))
                        .contextWrite(withSchema(round % 2 == 0 ? tenants.a : tenants.b));
                  },
                  connections);
      StepVerifier.create(rounds.collectList())
          .as("seed " + seed)
          .assertNext(
              all ->
                  assertThat(all)
                      .hasSize(count * 4)
                      .doesNotContain("1")) // what MySQL's SLEEP returns when it is killed
          .verifyComplete();
      tenants.assertHealthy();
    }
  }
}
