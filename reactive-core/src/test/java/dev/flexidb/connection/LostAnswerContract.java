package dev.flexidb.connection;

import static dev.flexidb.tenant.TenantContext.withSchema;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.TenantSwitch;
import dev.flexidb.batch.CircuitBreakerConfig;
import dev.flexidb.embedded.Cut;
import dev.flexidb.embedded.Direction;
import dev.flexidb.embedded.FaultProxy;
import dev.flexidb.embedded.TestDatabase;
import dev.flexidb.error.CommitOutcomeUnknownException;
import dev.flexidb.error.ConnectionLostException;
import io.r2dbc.spi.ValidationDepth;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** What is told when the connection is lost before the server's answer comes. */
interface LostAnswerContract extends Contract {

  String INSERT = "INSERT INTO item (id, owner) VALUES (9999, 'new')";

  /** A lost connection counts, and here are many of them. */
  CircuitBreakerConfig NEVER_OPEN = new CircuitBreakerConfig(1_000, Duration.ofSeconds(1));

  Duration SOON = Duration.ofSeconds(30);

  /** On a fresh connection through a proxy that is ready to do wrong. */
  private void through(TestDatabase database, BiConsumer<FaultProxy, TwoTenants> test) {
    try (FaultProxy proxy = FaultProxy.to(database.server());
        TwoTenants tenants =
            tenants(
                database,
                inTheClear(url(database, proxy.r2dbcUrl(database.name()))),
                TwoTenants.ROWS,
                config -> config.withCircuitBreaker(NEVER_OPEN))) {
      StepVerifier.create(tenants.query("SELECT 1").contextWrite(withSchema(tenants.a)))
          .expectNext("1")
          .verifyComplete();
      test.accept(proxy, tenants);
      proxy.heal();
      tenants.assertHealthy();
    }
  }

  /** The proxy looks for words, which TLS hides. */
  private static String inTheClear(String url) {
    return url.startsWith("r2dbc:mysql") ? url + "?sslMode=DISABLED" : url;
  }

  /** The proxy makes its callers wait, which no driver's thread may. */
  private static Mono<Void> on(FaultProxy proxy, Consumer<FaultProxy> change) {
    return Mono.<Void>fromRunnable(() -> change.accept(proxy))
        .subscribeOn(Schedulers.boundedElastic());
  }

  private static <T> Flux<T> in(
      TwoTenants tenants, Function<LogicalConnection, Publisher<T>> work) {
    return tenants.with(work).contextWrite(withSchema(tenants.a));
  }

  private static Mono<Long> bound(LogicalConnection connection, TwoTenants tenants) {
    String sql = INSERT.replace("9999", tenants.marker());
    return Flux.from(connection.createStatement(sql).bind(0, 9999).execute())
        .flatMap(result -> result.getRowsUpdated())
        .reduce(0L, Long::sum);
  }

  private static Mono<Long> begunAndInserted(LogicalConnection connection) {
    return connection.beginTransaction().then(TwoTenants.update(connection, INSERT));
  }

  private static void failsSoon(Publisher<?> work, Class<? extends Throwable> error) {
    StepVerifier.create(work).expectError(error).verify(SOON);
  }

  private static void delete(TwoTenants tenants) {
    StepVerifier.create(in(tenants, c -> TwoTenants.update(c, "DELETE FROM item WHERE id = 9999")))
        .expectNextCount(1)
        .verifyComplete();
  }

  @Test
  @DisplayName("S12: what a function wrote that a SELECT calls has an unknown outcome")
  default void doesNotKnowWhatAFunctionDid(TestDatabase database) {
    through(
        database,
        (proxy, tenants) -> {
          String body =
              tenants.isPostgreSql()
                  ? "AS $$ INSERT INTO %s.item VALUES (9999, 'new') RETURNING id $$ LANGUAGE sql"
                  : "BEGIN INSERT INTO %s.item (id, owner) VALUES (9999, 'new'); RETURN 1; END";
          database.execute(
              ("CREATE FUNCTION %s.pay() RETURNS int " + body).formatted(tenants.a, tenants.a));
          proxy.cutOnce(Cut.answerTo("SELECT pay"));
          failsSoon(
              tenants.query("SELECT pay()").contextWrite(withSchema(tenants.a)),
              CommitOutcomeUnknownException.class);
          assertThat(tenants.count(tenants.a)).isEqualTo(TwoTenants.ROWS + 1);
        });
  }

  @Test
  @DisplayName("S12: a COMMIT whose answer is lost has an unknown outcome")
  default void doesNotKnowWhatBecameOfACommit(TestDatabase database) {
    through(
        database,
        (proxy, tenants) -> {
          Flux<Void> work =
              in(
                  tenants,
                  c ->
                      begunAndInserted(c)
                          .then(on(proxy, p -> p.cutOnce(Cut.answerTo("COMMIT"))))
                          .then(c.commitTransaction()));
          failsSoon(work, CommitOutcomeUnknownException.class);
          assertThat(tenants.count(tenants.a)).isEqualTo(TwoTenants.ROWS + 1);
        });
  }

  @Test
  @DisplayName("S12: so has a write that commits itself")
  default void doesNotKnowWhatBecameOfAWriteInAutocommit(TestDatabase database) {
    through(
        database,
        (proxy, tenants) -> {
          Flux<Long> bound = in(tenants, c -> bound(c, tenants));
          boolean committed = tenants.isPostgreSql() && way() == TenantSwitch.PIPELINED;
          for (Flux<Long> write :
              List.of(
                  in(tenants, c -> TwoTenants.update(c, INSERT)),
                  bound,
                  in(
                      tenants,
                      c ->
                          Flux.from(c.createBatch().add(INSERT).add("SELECT 1").execute())
                              .flatMap(result -> result.getRowsUpdated())))) {
            proxy.cutOnce(
                Cut.answerTo(committed && write == bound ? "COMMIT" : "INSERT INTO item"));
            failsSoon(write.then(), CommitOutcomeUnknownException.class);
            delete(tenants);
          }
        });
  }

  @Test
  @DisplayName("S12: so have several rows of parameters, which are one transaction or many")
  default void doesNotKnowWhatBecameOfManyRows(TestDatabase database) {
    through(
        database,
        (proxy, tenants) -> {
          String sql = INSERT.replace("9999", tenants.marker());
          Flux<Long> write =
              in(
                  tenants,
                  c ->
                      Flux.from(c.createStatement(sql).bind(0, 9998).add().bind(0, 9999).execute())
                          .flatMap(result -> result.getRowsUpdated()));
          proxy.cutOnce(Cut.answerTo(tenants.isPostgreSql() ? "COMMIT" : "INSERT INTO item"));
          failsSoon(write.then(), CommitOutcomeUnknownException.class);
        });
  }

  @Test
  @DisplayName("S12: what is lost inside a transaction is not kept, and may be tried again")
  default void knowsThatAnOpenTransactionIsNotKept(TestDatabase database) {
    through(
        database,
        (proxy, tenants) -> {
          for (Function<LogicalConnection, Mono<Long>> write :
              List.<Function<LogicalConnection, Mono<Long>>>of(
                  c -> TwoTenants.update(c, INSERT), c -> bound(c, tenants))) {
            proxy.cutOnce(Cut.answerTo("INSERT INTO item"));
            failsSoon(
                in(tenants, c -> c.beginTransaction().then(write.apply(c))),
                ConnectionLostException.class);
            assertThat(tenants.count(tenants.a)).isEqualTo(TwoTenants.ROWS);
          }
        });
  }

  @Test
  @DisplayName("S12: a COMMIT sent as text has an unknown outcome too")
  default void doesNotKnowWhatBecameOfACommitInText(TestDatabase database) {
    through(
        database,
        (proxy, tenants) -> {
          Flux<Long> work =
              in(
                  tenants,
                  c ->
                      begunAndInserted(c)
                          .then(on(proxy, p -> p.cutOnce(Cut.answerTo("COMMIT"))))
                          .then(TwoTenants.update(c, "COMMIT")));
          failsSoon(work, CommitOutcomeUnknownException.class);
        });
  }

  @Test
  @DisplayName("S12: a read that is cut may be tried again, and so may what was never sent")
  default void knowsThatAReadChangedNothing(TestDatabase database) {
    through(
        database,
        (proxy, tenants) -> {
          String bound = "SELECT owner FROM item WHERE id < " + tenants.marker();
          for (Flux<String> read :
              List.of(
                  in(tenants, c -> TwoTenants.strings(c, TwoTenants.ALL)),
                  in(tenants, c -> TwoTenants.strings(c, bound, 100_000)),
                  in(
                      tenants,
                      c -> c.beginTransaction().thenMany(TwoTenants.strings(c, bound, 100_000))))) {
            for (Cut cut :
                List.of(
                    Cut.answerTo("SELECT owner"),
                    Cut.after(Direction.TO_CLIENT, 10_000),
                    Cut.before(Direction.TO_SERVER, "FROM item"))) {
              proxy.cutOnce(cut);
              failsSoon(read.then(), ConnectionLostException.class);
              proxy.heal();
            }
          }
        });
  }

  @Test
  @DisplayName("S12: what could not be sent was not done")
  default void knowsThatNothingWasSent(TestDatabase database) {
    through(
        database,
        (proxy, tenants) -> {
          for (Flux<?> work :
              List.<Flux<?>>of(
                  in(tenants, c -> lose(c, proxy).then(TwoTenants.update(c, INSERT))),
                  in(tenants, c -> lose(c, proxy).then(bound(c, tenants))),
                  in(
                      tenants,
                      c -> begunAndInserted(c).then(lose(c, proxy)).then(c.commitTransaction())))) {
            failsSoon(work.then(), ConnectionLostException.class);
          }
          assertThat(tenants.count(tenants.a)).isEqualTo(TwoTenants.ROWS);
        });
  }

  /** Loses the connection, and waits until the driver has noticed. */
  private static Mono<Boolean> lose(LogicalConnection connection, FaultProxy proxy) {
    return TwoTenants.strings(connection, "SELECT 1")
        .then(on(proxy, FaultProxy::reset))
        .then(Mono.defer(() -> connection.validate(ValidationDepth.LOCAL)))
        .filter(alive -> !alive)
        .repeatWhenEmpty(empty -> empty.delayElements(Duration.ofMillis(5)));
  }

  @Test
  @DisplayName("S12: a cancel during COMMIT leaves nothing for the next borrower")
  default void leavesNothingBehindACancelledCommit(TestDatabase database) {
    through(
        database,
        (proxy, tenants) -> {
          for (Duration late : List.of(Duration.ofMillis(200), Duration.ofSeconds(2))) {
            Flux<Void> work =
                in(
                    tenants,
                    c ->
                        begunAndInserted(c)
                            .then(on(proxy, p -> p.delay(Direction.TO_CLIENT, late)))
                            .then(c.commitTransaction()));
            StepVerifier.create(work).thenAwait(Duration.ofMillis(100)).thenCancel().verify(SOON);
            proxy.heal();
            tenants.assertHealthy();
            delete(tenants);
          }
        });
  }

  @Test
  @DisplayName("S12: whoever waits for its answer when the connection is closed is told")
  default void tellsWhoWaitsForTheAnswerThatTheConnectionIsClosed(TestDatabase database) {
    through(
        database,
        (proxy, tenants) -> {
          toldAtClose(
              proxy, tenants, CommitOutcomeUnknownException.class, c -> c.commitTransaction());
          toldAtClose(proxy, tenants, ConnectionLostException.class, c -> c.rollbackTransaction());
          toldAtClose(proxy, tenants, ConnectionLostException.class, c -> c.createSavepoint("s"));
          toldAtClose(
              proxy, tenants, IllegalStateException.class, c -> TwoTenants.update(c, INSERT));
        });
  }

  @Test
  @DisplayName("S12: of a write that commits itself nobody knows when its connection is closed")
  default void doesNotKnowWhatBecameOfAWriteWhoseConnectionIsClosed(TestDatabase database) {
    through(
        database,
        (proxy, tenants) -> {
          for (Function<LogicalConnection, Publisher<?>> write :
              List.<Function<LogicalConnection, Publisher<?>>>of(
                  c -> TwoTenants.update(c, INSERT), c -> bound(c, tenants))) {
            Flux<Object> work =
                in(
                    tenants,
                    c ->
                        TwoTenants.strings(c, "SELECT 1")
                            .then(on(proxy, p -> p.stall(Direction.TO_CLIENT)))
                            .thenMany(closedAmid(c, write)));
            failsSoon(work, CommitOutcomeUnknownException.class);
            proxy.heal();
            database.execute("DELETE FROM " + tenants.a + ".item WHERE id = 9999");
          }
        });
  }

  private static void toldAtClose(
      FaultProxy proxy,
      TwoTenants tenants,
      Class<? extends Throwable> error,
      Function<LogicalConnection, Publisher<?>> waiting) {
    Flux<Object> work =
        in(
            tenants,
            c ->
                c.beginTransaction()
                    .then(TwoTenants.update(c, INSERT.replace("9999", "9998")))
                    .then(on(proxy, p -> p.stall(Direction.TO_CLIENT)))
                    .thenMany(closedAmid(c, waiting)));
    failsSoon(work, error);
    proxy.heal();
    tenants.database.execute("DELETE FROM " + tenants.a + ".item WHERE id = 9998");
  }

  private static Flux<Object> closedAmid(
      LogicalConnection connection, Function<LogicalConnection, Publisher<?>> work) {
    return Flux.merge(Flux.from(work.apply(connection)), connection.close());
  }
}
