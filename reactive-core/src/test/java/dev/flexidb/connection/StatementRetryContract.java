package dev.flexidb.connection;

import static dev.flexidb.Idempotent.idempotent;
import static dev.flexidb.connection.Eventually.becomes;
import static dev.flexidb.tenant.TenantContext.withSchema;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.StatementRetryConfig;
import dev.flexidb.batch.CircuitBreakerConfig;
import dev.flexidb.embedded.Cut;
import dev.flexidb.embedded.Direction;
import dev.flexidb.embedded.FaultProxy;
import dev.flexidb.embedded.TestDatabase;
import dev.flexidb.error.CommitOutcomeUnknownException;
import dev.flexidb.error.ConnectionLostException;
import io.r2dbc.spi.Result;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Signal;
import reactor.test.StepVerifier;

/** F19: a statement that may run twice does, when its connection is lost. */
interface StatementRetryContract extends Contract {

  String ONE = "SELECT owner FROM item WHERE id = 1";

  Duration SOON = Duration.ofSeconds(30);

  String WRITE = "UPDATE item SET owner = owner WHERE id = ";

  private void through(TestDatabase database, BiConsumer<FaultProxy, TwoTenants> test) {
    String inTheClear = driver(database).equals("mysql") ? "?sslMode=DISABLED" : "";
    try (FaultProxy proxy = FaultProxy.to(database.server());
        TwoTenants tenants =
            tenants(
                database,
                url(database, proxy.r2dbcUrl(database.name())) + inTheClear,
                TwoTenants.ROWS,
                config ->
                    config
                        .withStatementRetry(
                            StatementRetryConfig.DEFAULTS.withDelay(Duration.ofMillis(5)))
                        .withCircuitBreaker(
                            new CircuitBreakerConfig(100, Duration.ofSeconds(1))))) {
      tenants.assertHealthy();
      test.accept(proxy, tenants);
      proxy.heal();
      tenants.assertHealthy();
    }
  }

  private static <T> Flux<T> marked(TwoTenants tenants, Flux<T> work) {
    return work.contextWrite(idempotent()).contextWrite(withSchema(tenants.a));
  }

  private static Flux<Long> updated(TwoTenants tenants) {
    return tenants.with(
        c ->
            Flux.from(c.createStatement(WRITE + tenants.marker()).bind(0, 1).execute())
                .flatMap(Result::getRowsUpdated));
  }

  @Test
  @DisplayName("F19: a marked statement is run again, in its tenant, on another connection")
  default void runsMarkedStatementAgain(TestDatabase database) {
    through(
        database,
        (proxy, tenants) -> {
          String bound = "SELECT owner FROM item WHERE id = " + tenants.marker();
          for (Flux<String> read :
              List.of(
                  tenants.query(ONE),
                  tenants.query(bound, 1),
                  tenants.app().sql(ONE).map(row -> row.get(0, String.class)).all(),
                  tenants.with(
                      c ->
                          Flux.from(c.createStatement(ONE).execute())
                              .flatMap(
                                  result ->
                                      result
                                          .filter(segment -> true)
                                          .map(row -> row.get(0, String.class)))))) {
            proxy.cutOnce(Cut.answerTo("SELECT owner"));
            StepVerifier.create(marked(tenants, read)).expectNext(tenants.a).verifyComplete();
          }
          proxy.cutOnce(Cut.answerTo("UPDATE item"));
          StepVerifier.create(marked(tenants, updated(tenants)))
              .expectNextCount(1)
              .verifyComplete();
        });
  }

  @Test
  @DisplayName("F19: without the mark it is not, nor is a write of which nobody knows")
  default void runsNothingElseAgain(TestDatabase database) {
    through(
        database,
        (proxy, tenants) -> {
          proxy.cutOnce(Cut.answerTo("SELECT owner"));
          StepVerifier.create(tenants.query(ONE).contextWrite(withSchema(tenants.a)))
              .verifyError(ConnectionLostException.class);
          proxy.cutOnce(Cut.answerTo("UPDATE item"));
          StepVerifier.create(
                  tenants
                      .with(c -> TwoTenants.update(c, WRITE + 1))
                      .contextWrite(withSchema(tenants.a)))
              .verifyError(CommitOutcomeUnknownException.class);
        });
  }

  /** A driver may drop the rows that came with the loss; what nobody saw is run again. */
  private static boolean isLostAmidItsRows(FaultProxy proxy, TwoTenants tenants) {
    proxy.cutOnce(Cut.after(Direction.TO_CLIENT, 10_000));
    List<Signal<String>> told =
        Objects.requireNonNull(
            marked(tenants, tenants.query(TwoTenants.ALL)).materialize().collectList().block(SOON));
    proxy.heal();
    Throwable error = told.get(told.size() - 1).getThrowable();
    if (error == null) {
      assertThat(told).hasSize(TwoTenants.ROWS + 1);
      return false;
    }
    assertThat(error).isInstanceOf(ConnectionLostException.class);
    assertThat(told).hasSizeBetween(2, TwoTenants.ROWS);
    return true;
  }

  @Test
  @DisplayName("F19: neither is what has given a row, nor what is in a transaction")
  default void runsNothingAgainThatWasSeen(TestDatabase database) {
    through(
        database,
        (proxy, tenants) -> {
          // Fewer than the budget has.
          assertThat(IntStream.range(0, 8).anyMatch(i -> isLostAmidItsRows(proxy, tenants)))
              .as("the loss is told where rows were")
              .isTrue();
          proxy.heal();
          proxy.cutOnce(Cut.answerTo("SELECT owner"));
          StepVerifier.create(
                  marked(
                      tenants,
                      tenants.with(c -> c.beginTransaction().thenMany(TwoTenants.strings(c, ONE)))))
              .verifyError(ConnectionLostException.class);
        });
  }

  @Test
  @DisplayName("F19: the connection is good for more afterwards")
  default void goesOnWithTheOtherConnection(TestDatabase database) {
    through(
        database,
        (proxy, tenants) -> {
          proxy.cutOnce(Cut.answerTo("SELECT owner"));
          Flux<String> work =
              tenants.with(
                  c ->
                      TwoTenants.strings(c, ONE)
                          .concatWith(TwoTenants.strings(c, ONE))
                          .concatWith(
                              c.beginTransaction()
                                  .thenMany(TwoTenants.strings(c, ONE))
                                  .concatWith(c.commitTransaction().then(Mono.empty()))));
          StepVerifier.create(marked(tenants, work))
              .expectNext(tenants.a, tenants.a, tenants.a)
              .verifyComplete();
          becomes(0, Mono.fromSupplier(() -> tenants.stats().activeConnections()));
        });
  }

  @Test
  @DisplayName("F19: it ends when its attempts are used up, or its user has gone")
  default void endsWithItsAttempts(TestDatabase database) {
    through(
        database,
        (proxy, tenants) -> {
          proxy.cut(Cut.answerTo("SELECT owner"));
          StepVerifier.create(marked(tenants, tenants.query(ONE)))
              .verifyError(ConnectionLostException.class);
          long before = tenants.stats().totalQueries();
          Flux<String> cancelled =
              marked(tenants, tenants.query(ONE)).timeout(Duration.ofMillis(1), Flux.empty());
          StepVerifier.create(cancelled).verifyComplete();
          assertThat(tenants.stats().totalQueries()).isLessThanOrEqualTo(before + 1);
        });
  }
}
