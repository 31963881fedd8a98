package dev.flexidb.routing;

import static dev.flexidb.Causality.withCausality;
import static dev.flexidb.Deadline.withDeadline;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.PoolConfig;
import dev.flexidb.ReplicasConfig;
import dev.flexidb.embedded.Cut;
import dev.flexidb.error.DeadlineExceededException;
import dev.flexidb.error.TenantLimitException;
import dev.flexidb.routing.Replicated.Opened;
import io.r2dbc.spi.Connection;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/**
 * Replicas together with retries, deadlines, limits of tenants, and a database that is replaced.
 */
interface ReadsTogetherContract {

  Replicated servers();

  @Test
  @DisplayName(
      "F05, F19: what lost its replica goes on at another one, unmarked, not at the primary")
  default void goesOnAtAnotherReplica() {
    Replicated servers = servers();
    try (Opened db = servers.over(servers.two())) {
      Mono<Long> read = db.count(db.read(), 1).contextWrite(db.inA());
      db.where(db.read()).repeat(1).blockLast();
      servers.toReplica.cutOnce(Cut.answerTo("SELECT count"));
      Flux<Long> reads = Flux.range(0, 4).concatMap(i -> read);
      StepVerifier.create(reads).expectNext(1L, 1L, 1L, 1L).verifyComplete();
      assertThat(db.statsOf(servers.toReplica).failedQueries()).isEqualTo(1);
      assertThat(db.stats().totalQueries()).isZero();
    }
  }

  @Test
  @DisplayName("F05, F21: a deadline stops the read at the replica, and nobody else is asked")
  default void stopsAtTheReplica() {
    Replicated servers = servers();
    try (Opened db = servers.over(servers.one())) {
      db.count(db.read(), 1).contextWrite(db.inA()).block();
      String sleep = servers.isPostgreSql() ? "SELECT pg_sleep(30)::text" : "SELECT SLEEP(30)";
      StepVerifier.create(
              db.read()
                  .sql(sleep)
                  .then()
                  .contextWrite(withDeadline(Duration.ofMillis(300)))
                  .contextWrite(db.inA()))
          .verifyErrorSatisfies(
              error -> assertThat(error).hasCauseInstanceOf(DeadlineExceededException.class));
      db.nothingHeld().as(StepVerifier::create).expectNext(0).verifyComplete();
      assertThat(db.stats().totalQueries()).isZero();
      assertThat(db.count(db.read(), 1).contextWrite(db.inA()).block()).isEqualTo(1);
    }
  }

  @Test
  @DisplayName("F05: who is over its tenant's limit on a replica does not flood the primary")
  default void staysWithinItsShare() {
    Replicated servers = servers();
    PoolConfig pool = PoolConfig.DEFAULTS.withMaxSize(2).withMaxPerTenant(1);
    PoolConfig impatient = pool.withAcquireTimeout(Duration.ofMillis(500));
    try (Opened db = servers.over(servers.one(), config -> config.withPool(impatient))) {
      db.db().connect().block();
      Flux<Long> second =
          Flux.usingWhen(
              db.read().create(),
              held ->
                  Flux.from(held.createStatement("SELECT 1").execute())
                      .concatMap(result -> result.map(row -> 1))
                      .thenMany(db.count(db.read(), 1)),
              Connection::close);
      StepVerifier.create(second.contextWrite(db.inA()))
          .verifyErrorSatisfies(
              error -> assertThat(error).hasCauseInstanceOf(TenantLimitException.class));
      assertThat(db.stats().totalQueries()).isZero();
    }
  }

  @Test
  @DisplayName("F05: reads see their Context's writes though the database was replaced since")
  default void readsItsOwnWritesOfTheReplaced() {
    Replicated servers = servers();
    try (Opened db = servers.over(servers.one().withCausalWait(Duration.ofMillis(50)))) {
      db.where(db.read()).block();
      servers.replica.pauseReplay();
      Mono<Long> seen =
          db.insert(db.write(), 5_010)
              .then(db.db().replace("app", servers.config(servers.one())))
              .then(db.count(db.read(), 5_010));
      assertThat(seen.contextWrite(withCausality()).contextWrite(db.inA()).block()).isEqualTo(1);
      servers.replica.resumeReplay();
      db.delete(5_010).block();
      assertThat(db.where(db.read()).block()).isEqualTo(db.replica());
    }
  }

  @Test
  @DisplayName("F05: of a hedged read the statement that lost is stopped at its server")
  default void stopsTheHedgedReadThatLost() {
    Replicated servers = servers();
    ReplicasConfig hedged = servers.two().withHedgeAfter(Duration.ofMillis(20)).withHedgeShare(1);
    try (Opened db = servers.over(hedged)) {
      db.where(db.read()).then(db.where(db.read())).block();
      StepVerifier.create(
              db.read()
                  .sql(slowOnce(servers))
                  .map(row -> row.get(0, Long.class))
                  .one()
                  .contextWrite(db.inA()))
          .expectNext(1L)
          .expectComplete()
          .verify(Duration.ofSeconds(20));

      db.read()
          .sql("SELECT count(*) FROM " + running(servers))
          .map(row -> Objects.requireNonNull(row.get(0, Long.class)))
          .one()
          .contextWrite(db.inA())
          .filter(left -> left == 0)
          .repeatWhenEmpty(asked -> asked.delayElements(Duration.ofMillis(20)).take(250))
          .as(StepVerifier::create)
          .expectNext(0L)
          .verifyComplete();
      db.nothingHeld().as(StepVerifier::create).expectNext(0).verifyComplete();
    }
  }

  /** Takes whoever comes first minutes; whoever sees it there is done at once. */
  private static String slowOnce(Replicated servers) {
    String first =
        servers.isPostgreSql()
            ? "(SELECT count(*) FROM generate_series(1, 1000000000))"
            : "SLEEP(600)";
    return "SELECT CASE WHEN (SELECT count(*) FROM %s) > 0 THEN 1 ELSE %s END /* hedge me */"
        .formatted(running(servers), first);
  }

  /** The statements of others that are hedged. */
  private static String running(Replicated servers) {
    return servers.isPostgreSql()
        ? "pg_catalog.pg_stat_activity WHERE query LIKE '%hedge me%' AND state = 'active'"
            + " AND pid <> pg_catalog.pg_backend_pid()"
        : "information_schema.processlist WHERE info LIKE '%hedge me%' AND id <> CONNECTION_ID()";
  }
}
