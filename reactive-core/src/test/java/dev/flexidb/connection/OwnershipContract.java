package dev.flexidb.connection;

import static dev.flexidb.tenant.TenantContext.withSchema;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.flexidb.embedded.FaultProxy;
import dev.flexidb.embedded.TestDatabase;
import io.r2dbc.spi.Batch;
import io.r2dbc.spi.IsolationLevel;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Statement;
import io.r2dbc.spi.ValidationDepth;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** S34: a connection belongs to its borrower until close, and to nobody through it after. */
interface OwnershipContract extends Contract {

  @Test
  @DisplayName("S34: after close nothing is sent")
  default void refusesUseAfterClose(TestDatabase database) {
    try (FaultProxy proxy = FaultProxy.to(database.server());
        TwoTenants tenants =
            tenants(
                database, url(database, proxy.r2dbcUrl(database.name())), 3, config -> config)) {
      AtomicReference<LogicalConnection> kept = new AtomicReference<>();
      AtomicReference<Statement> statement = new AtomicReference<>();
      AtomicReference<Batch> batch = new AtomicReference<>();
      Mono<Void> borrow =
          tenants
              .with(
                  c -> {
                    kept.set(c);
                    statement.set(c.createStatement(RawSqlContract.INSERT));
                    batch.set(c.createBatch().add(RawSqlContract.INSERT));
                    return TwoTenants.strings(c, TwoTenants.ALL);
                  })
              .contextWrite(withSchema(tenants.a))
              .then();
      StepVerifier.create(borrow).verifyComplete();
      proxy.resetCounters();
      long ofQuery = sentWithQuery(proxy, tenants);

      LogicalConnection closed = Objects.requireNonNull(kept.get());
      proxy.resetCounters();
      for (Flux<?> use :
          List.of(
              Flux.from(Objects.requireNonNull(statement.get()).execute()),
              Flux.from(Objects.requireNonNull(batch.get()).execute()),
              closed.beginTransaction().flux(),
              closed.commitTransaction().flux(),
              closed.rollbackTransaction().flux(),
              closed.createSavepoint("s").flux(),
              closed.releaseSavepoint("s").flux(),
              closed.rollbackTransactionToSavepoint("s").flux(),
              closed.setTransactionIsolationLevel(IsolationLevel.SERIALIZABLE).flux(),
              closed.setAutoCommit(false).flux(),
              closed.setLockWaitTimeout(Duration.ofSeconds(1)).flux(),
              closed.setStatementTimeout(Duration.ofSeconds(1)).flux())) {
        StepVerifier.create(use.contextWrite(withSchema(tenants.a)))
            .verifyError(IllegalStateException.class);
      }
      assertThatIllegalStateException().isThrownBy(() -> closed.createStatement("SELECT 1"));
      assertThatIllegalStateException().isThrownBy(closed::createBatch);
      for (ValidationDepth depth : ValidationDepth.values()) {
        StepVerifier.create(closed.validate(depth)).expectNext(false).verifyComplete();
      }
      StepVerifier.create(closed.close()).verifyComplete();

      // What was sent before the query's answer has passed the proxy before it.
      assertThat(sentWithQuery(proxy, tenants)).isEqualTo(ofQuery);
      assertThat(tenants.stats().activeConnections()).isZero();
      assertThat(tenants.stats().totalConnections()).isOne();
      tenants.assertHealthy();
    }
  }

  /** The bytes sent since the counters were reset, up to the end of another borrower's query. */
  private static long sentWithQuery(FaultProxy proxy, TwoTenants tenants) {
    tenants.query(TwoTenants.ALL).contextWrite(withSchema(tenants.a)).blockLast();
    return proxy.traffic().bytesToServer();
  }

  @Test
  @DisplayName("S34: a Result that was kept beyond close gives nothing")
  default void refusesResultAfterClose(TestDatabase database) {
    try (TwoTenants tenants = tenants(database, TwoTenants.ROWS)) {
      String bound = "SELECT owner FROM item WHERE id > " + tenants.marker();
      for (int i = 0; i < 2; i++) {
        int way = i;
        Mono<Result> kept =
            tenants
                .with(
                    c ->
                        Flux.from(
                                way == 0
                                    ? c.createStatement(TwoTenants.ALL).execute()
                                    : c.createStatement(bound).bind(0, 0).execute())
                            .take(1)
                            .cast(Result.class))
                .contextWrite(withSchema(tenants.a))
                .single();
        StepVerifier.create(kept.flatMapMany(TwoTenants::strings))
            .verifyError(IllegalStateException.class);
        tenants.assertHealthy();
      }
    }
  }

  @Test
  @DisplayName("S34: a Result is read once")
  default void readsResultOnce(TestDatabase database) {
    try (TwoTenants tenants = tenants(database, TwoTenants.ROWS)) {
      Flux<String> twice =
          tenants
              .with(
                  c ->
                      Flux.from(c.createStatement(TwoTenants.ALL).execute())
                          .concatMap(
                              r -> Flux.concat(TwoTenants.strings(r), TwoTenants.strings(r))))
              .contextWrite(withSchema(tenants.a));
      StepVerifier.create(twice)
          .expectNextCount(TwoTenants.ROWS)
          .verifyError(IllegalStateException.class);
      tenants.assertHealthy();
    }
  }

  @Test
  @DisplayName("S34: a Result that nobody reads does not stand in the way")
  default void passesUnreadResult(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      Flux<String> work =
          tenants
              .with(
                  c ->
                      Mono.from(c.createStatement(TwoTenants.ALL).execute())
                          .thenMany(Flux.from(c.createStatement(TwoTenants.ALL).execute()).then())
                          .thenMany(TwoTenants.strings(c, TwoTenants.ALL)))
              .contextWrite(withSchema(tenants.a));
      StepVerifier.create(work.distinct()).expectNext(tenants.a).verifyComplete();
      tenants.assertHealthy();
    }
  }

  @Test
  @DisplayName("S34: a query for every row of one that is still read, on the same connection")
  default void nestsQueriesOnSameConnection(TestDatabase database) {
    try (TwoTenants tenants = tenants(database, TwoTenants.ROWS)) {
      String one = "SELECT owner FROM item WHERE id = " + tenants.marker();
      Flux<String> nested =
          tenants
              .with(
                  c ->
                      Flux.from(c.createStatement("SELECT id FROM item ORDER BY id").execute())
                          .flatMap(r -> r.map(row -> row.get(0, Integer.class)))
                          .concatMap(id -> TwoTenants.strings(c, one, id)))
              .contextWrite(withSchema(tenants.a));
      StepVerifier.create(nested.collectList())
          .assertNext(owners -> assertThat(owners).hasSize(TwoTenants.ROWS).containsOnly(tenants.a))
          .verifyComplete();
    }
  }
}
