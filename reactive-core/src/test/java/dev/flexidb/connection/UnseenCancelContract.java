package dev.flexidb.connection;

import static dev.flexidb.tenant.TenantContext.withSchema;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.embedded.TestDatabase;
import io.r2dbc.spi.Batch;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.Result;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.util.context.Context;

/** S34: whatever its user does, no driver is ever told a cancel. */
interface UnseenCancelContract extends SlowContract {

  Duration AT_ONCE = Duration.ofMillis(5);

  @BeforeAll
  static void watch() {
    WatchedDrivers.install();
  }

  private static Context noting(Queue<String> cancels) {
    return Context.of(WatchedDrivers.CANCELS, cancels);
  }

  @Test
  @DisplayName("S34: a driver by itself is told, so that it would be seen here")
  default void tellsBareDriver(TestDatabase database) {
    try (TwoTenants tenants = tenants(database, TwoTenants.ROWS)) {
      Queue<String> cancels = new ConcurrentLinkedQueue<>();
      String all = TwoTenants.ALL.replace("item", tenants.a + ".item");
      Flux<String> one =
          Flux.usingWhen(
              ConnectionFactories.get(url(database)).create(),
              c -> Flux.from(c.createStatement(all).execute()).flatMap(TwoTenants::strings).take(1),
              c -> c.close());
      StepVerifier.create(one.contextWrite(noting(cancels))).expectNext(tenants.a).verifyComplete();
      // An operator may hand a cancel on when its own end was told already.
      StepVerifier.create(
              Flux.interval(Duration.ofMillis(10))
                  .map(tick -> cancels.size())
                  .takeUntil(n -> n > 0))
          .thenConsumeWhile(none -> none == 0)
          .expectNextCount(1)
          .expectComplete()
          .verify(SOON);
    }
  }

  /** Work that its user cuts. */
  private static List<Publisher<?>> reads(TwoTenants tenants) {
    String bound = "SELECT owner FROM item WHERE id > " + tenants.marker();
    return List.of(
        tenants.query(TwoTenants.ALL).take(1),
        tenants.query(bound, 0).take(1),
        tenants.query(bound, 0).take(700),
        tenants.query(TwoTenants.ALL).concatMap(row -> Mono.never()).timeout(AT_ONCE),
        Flux.zip(tenants.query(bound, 0), Mono.error(new ArithmeticException("neighbour"))),
        Flux.range(0, 5).concatMap(i -> tenants.query(bound, 0).timeout(Duration.ofMillis(i))),
        tenants.with(c -> Flux.from(c.createStatement(bound).bind(0, 0).execute()).take(1)),
        tenants.with(
            c ->
                Flux.from(c.createStatement(TwoTenants.ALL).fetchSize(10).execute())
                    .flatMap(TwoTenants::strings)
                    .take(15)),
        tenants.with(
            c ->
                Flux.from(c.createStatement(TwoTenants.ALL).execute())
                    .flatMap(r -> r.flatMap(segment -> Mono.just(1)))
                    .take(1)),
        tenants.with(
            c ->
                Flux.from(c.createStatement(TwoTenants.ALL).execute())
                    .flatMap(r -> r.filter(segment -> true).map(row -> failing()))),
        tenants.with(c -> batch(c).take(1)),
        tenants.with(
            c ->
                c.beginTransaction()
                    .thenMany(TwoTenants.strings(c, TwoTenants.ALL).take(1))
                    .thenMany(TwoTenants.strings(c, bound, 0).take(1))));
  }

  private static String failing() {
    throw new ArithmeticException("mapper");
  }

  private static Flux<String> batch(LogicalConnection c) {
    Batch batch = c.createBatch().add(TwoTenants.ALL).add(TwoTenants.ALL);
    return Flux.from(batch.execute()).concatMap(TwoTenants::strings);
  }

  /** What is cut amid a write, a sleep of the server's, or what is no statement. */
  private static List<Publisher<?>> others(TwoTenants tenants) {
    String write = "UPDATE item SET owner = owner WHERE id > " + tenants.marker();
    String sleep = SlowContract.sleep(tenants, "0.2");
    TransactionalOperator transaction =
        TransactionalOperator.create(tenants.app().transactionManager());
    return List.of(
        tenants.query(sleep).timeout(AT_ONCE),
        tenants.query(SlowContract.sleep(tenants, tenants.marker()), 0.2).timeout(AT_ONCE),
        tenants.with(
            c ->
                Flux.from(c.createStatement(write).bind(0, 0).execute())
                    .flatMap(Result::getRowsUpdated)
                    .timeout(Duration.ofMillis(1))),
        tenants.with(
            c ->
                c.beginTransaction()
                    .then(TwoTenants.update(c, "UPDATE item SET owner = owner"))
                    .then(c.createSavepoint("s").timeout(Duration.ZERO))
                    .onErrorComplete()
                    .then(c.rollbackTransactionToSavepoint("s").timeout(Duration.ZERO))
                    .onErrorComplete()
                    .then(c.commitTransaction().timeout(Duration.ZERO))),
        tenants.with(
            c ->
                c.setAutoCommit(false)
                    .then(TwoTenants.update(c, "UPDATE item SET owner = owner"))
                    .then(c.rollbackTransaction().timeout(Duration.ZERO))),
        tenants.app().sql(sleep).fetch().one().as(transaction::transactional).timeout(AT_ONCE));
  }

  @Test
  @DisplayName("S34: nothing of what users cut")
  default void tellsNoDriver(TestDatabase database) {
    try (TwoTenants tenants = tenants(database, TwoTenants.ROWS)) {
      // What is tried on a pool's first connection fails on purpose, and ends by a cancel.
      tenants.assertHealthy();
      Queue<String> cancels = new ConcurrentLinkedQueue<>();
      Flux.concat(Flux.fromIterable(reads(tenants)), Flux.fromIterable(others(tenants)))
          .concatMap(cut -> Flux.from(cut).then().onErrorComplete())
          .contextWrite(withSchema(tenants.a))
          .contextWrite(noting(cancels))
          .blockLast(Duration.ofSeconds(SECONDS));
      tenants.assertHealthy();
      assertThat(cancels).isEmpty();
    }
  }
}
