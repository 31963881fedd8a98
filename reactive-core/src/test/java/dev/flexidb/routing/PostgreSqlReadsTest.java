package dev.flexidb.routing;

import static dev.flexidb.Causality.withCausality;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.Balance;
import dev.flexidb.BesideOtherServers;
import dev.flexidb.Database;
import dev.flexidb.PoolConfig;
import dev.flexidb.ReplicasConfig;
import dev.flexidb.Tenancy;
import dev.flexidb.embedded.Cut;
import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.FaultProxy;
import dev.flexidb.embedded.Replica;
import dev.flexidb.embedded.WithServer;
import dev.flexidb.routing.Replicated.Opened;
import dev.flexidb.tenant.SchemaName;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

@WithServer(DatabaseKind.POSTGRESQL)
@BesideOtherServers
@ResourceLock("PostgreSqlReadsTest")
class PostgreSqlReadsTest extends ReadsContract {

  PostgreSqlReadsTest() {
    super(DatabaseKind.POSTGRESQL);
  }

  @Test
  @DisplayName("Z04: replicas take reads in turn, or the one with the fewest callers does")
  void spreadsReads() {
    try (Opened db = servers.over(servers.two())) {
      Flux.range(0, 6).concatMap(i -> db.where(db.read())).then().block();
      assertThat(db.statsOf(servers.toReplica).totalQueries()).isEqualTo(3);
      assertThat(db.statsOf(servers.again).totalQueries()).isEqualTo(3);
    }
    try (Opened db = servers.over(servers.two().withBalance(Balance.LEAST_IN_FLIGHT))) {
      Mono<Void> busy =
          db.read()
              .inTransaction(
                  client ->
                      db.where(db.read())
                          .thenMany(
                              Flux.range(0, 4).concatMap(i -> db.where(db.read().forSchema(a())))))
              .then();
      busy.block();
      long first = db.statsOf(servers.toReplica).totalQueries();
      long second = db.statsOf(servers.again).totalQueries();
      assertThat(Math.abs(first - second)).as("%d and %d", first, second).isEqualTo(3);
    }
  }

  private SchemaName a() {
    return new SchemaName(servers.a);
  }

  @Test
  @DisplayName("F05: being held read-only costs no round trip, on the replica or the primary")
  void costsNoRoundTrip() {
    PoolConfig single = PoolConfig.DEFAULTS.withMaxSize(1);
    for (Tenancy tenancy : new Tenancy[] {Tenancy.schemaPerTenant(), Tenancy.none()}) {
      try (Opened db = servers.over(servers.one(), c -> c.withPool(single).withTenancy(tenancy))) {
        Mono<Integer> text = one(db.read()).contextWrite(db.inA());
        Mono<Integer> bound =
            db.read()
                .sql("SELECT :id::int")
                .bind("id", 1)
                .mapValue(Integer.class)
                .one()
                .contextWrite(db.inA());
        assertThat(trips(servers.toReplica, text)).isEqualTo(1);
        assertThat(trips(servers.toReplica, bound)).isEqualTo(1);
        servers.toReplica.refuse();
        servers.toReplica.reset();
        assertThat(db.whereOnceLost(db.read()).block()).isEqualTo(db.primary());
        assertThat(trips(servers.toPrimary, text)).isEqualTo(1);
        assertThat(trips(servers.toPrimary, bound)).isEqualTo(1);
        assertThat(trips(servers.toPrimary, one(db.write()).contextWrite(db.inA()))).isEqualTo(1);
        assertThat(trips(servers.toPrimary, bound)).isEqualTo(1);
        servers.toReplica.accept();
      }
    }
  }

  private static Mono<Integer> one(Database view) {
    return view.sql("SELECT 1").mapValue(Integer.class).one();
  }

  private static long trips(FaultProxy proxy, Mono<?> read) {
    read.block();
    proxy.delay(Duration.ofMillis(4));
    proxy.resetCounters();
    read.block();
    long trips = proxy.traffic().roundTrips();
    proxy.delay(Duration.ZERO);
    return trips;
  }

  @Test
  @DisplayName("F05: a replica that was promoted takes no write through a view for reading")
  void refusesWritesOnPromotedReplica() {
    try (Replica promoted = servers.primary.replica()) {
      promoted.awaitCaughtUp();
      String url = promoted.r2dbcUrl(servers.database.name());
      promoted.promote();
      for (Tenancy tenancy : new Tenancy[] {Tenancy.schemaPerTenant(), Tenancy.none()}) {
        try (Opened db = servers.over(ReplicasConfig.of(url), c -> c.withTenancy(tenancy))) {
          assertThat(db.where(db.read()).block()).isEqualTo(promoted.port());
          assertRefused(
              db.read()
                  .sql("INSERT INTO %s.item (id, owner) VALUES (6000, 'text')".formatted(servers.a))
                  .then()
                  .contextWrite(db.inA()));
          assertRefused(
              db.read()
                  .sql("INSERT INTO %s.item (id, owner) VALUES (:id, 'new')".formatted(servers.a))
                  .bind("id", 6_000)
                  .then()
                  .contextWrite(db.inA()));
          // It has another history now, whatever its log says.
          Mono<Integer> after = db.insert(db.write(), 6_001).then(db.where(db.read()));
          if (tenancy instanceof Tenancy.SchemaPerTenant) {
            assertThat(after.contextWrite(withCausality()).contextWrite(db.inA()).block())
                .isEqualTo(db.primary());
            db.delete(6_001).block();
          }
        }
      }
    }
  }

  @Test
  @DisplayName("F05: while a commit's fate is unknown its Context's reads take the primary")
  void takesThePrimaryAfterAnUnknownCommit() {
    try (Opened db = servers.over(servers.one().withCausalWait(Duration.ofSeconds(20)))) {
      db.where(db.write()).block();
      servers.toPrimary.cut(Cut.answerTo("COMMIT"));
      Mono<Void> lost =
          db.write()
              .inTransaction(client -> db.insert(db.write(), 6_002))
              .then()
              .onErrorResume(
                  unknown ->
                      Mono.<Void>fromRunnable(servers.toPrimary::heal)
                          .subscribeOn(Schedulers.boundedElastic()));
      assertThat(
              lost.then(db.where(db.read()))
                  .contextWrite(withCausality())
                  .contextWrite(db.inA())
                  .block())
          .isEqualTo(db.primary());
      db.delete(6_002).block();
    }
  }

  @Test
  @DisplayName("F05: what is slow is sent to another server as well, and stopped where it was slow")
  void hedgesSlowReads() {
    ReplicasConfig hedged = servers.two().withHedgeAfter(Duration.ofMillis(20)).withHedgeShare(1);
    try (Opened db = servers.over(hedged)) {
      // Both are warm.
      db.where(db.read()).then(db.where(db.read())).block();
      servers.toReplica.stall();
      for (int i = 0; i < 4; i++) {
        StepVerifier.create(
                db.read()
                    .sql("SELECT :id::text")
                    .bind("id", "hedged")
                    .mapValue(String.class)
                    .one()
                    .contextWrite(db.inA()))
            .expectNext("hedged")
            .expectComplete()
            .verify(Duration.ofSeconds(5));
      }
      servers.toReplica.resume();
      db.nothingHeld().as(StepVerifier::create).expectNext(0).verifyComplete();
    }
  }

  @Test
  @DisplayName("F05: where the primary alone is left, what is slow is not sent to it twice")
  void hedgesToAnotherServerOnly() {
    servers.toReplica.refuse();
    ReplicasConfig hedged = servers.one().withHedgeAfter(Duration.ofMillis(20)).withHedgeShare(1);
    try (Opened db = servers.over(hedged)) {
      Mono<Integer> read = one(db.read()).contextWrite(db.inA());
      Mono.when(read, read).block();
      long before = db.stats().totalQueries();
      servers.toPrimary.delay(Duration.ofMillis(100));

      StepVerifier.create(read).expectNext(1).verifyComplete();

      assertThat(db.stats().totalQueries()).isEqualTo(before + 1);
    }
  }

  @Test
  @DisplayName("F05: what left a dead replica does not join the second attempt on its server")
  void keepsTheAttemptsApart() {
    ReplicasConfig hedged = servers.one().withHedgeAfter(Duration.ofMillis(20)).withHedgeShare(1);
    try (Opened db = servers.over(hedged)) {
      Mono<Integer> read = one(db.read()).contextWrite(db.inA());
      one(db.write()).contextWrite(db.inA()).block();
      read.block();
      long before = db.stats().totalQueries();
      servers.toReplica.refuse();
      servers.toReplica.stall();
      servers.toPrimary.delay(Duration.ofMillis(300));

      StepVerifier.create(read)
          .then(() -> awaitQueries(db, before + 1))
          .then(servers.toReplica::reset)
          .expectNext(1)
          .verifyComplete();

      assertThat(db.stats().totalQueries()).isEqualTo(before + 1);
    }
  }

  private static void awaitQueries(Opened db, long count) {
    Mono.fromSupplier(() -> db.stats().totalQueries())
        .filter(now -> now >= count)
        .repeatWhenEmpty(asked -> asked.delayElements(Duration.ofMillis(1)))
        .block(Duration.ofSeconds(5));
  }
}
