package dev.flexidb.connection;

import static dev.flexidb.Deadline.withDeadline;
import static dev.flexidb.connection.SlowContract.sleep;
import static dev.flexidb.tenant.TenantContext.withSchema;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.batch.CircuitBreakerConfig;
import dev.flexidb.batch.CircuitState;
import dev.flexidb.embedded.Direction;
import dev.flexidb.embedded.FaultProxy;
import dev.flexidb.embedded.TestDatabase;
import dev.flexidb.error.CommitOutcomeUnknownException;
import dev.flexidb.error.DeadlineExceededException;
import dev.flexidb.error.DeadlineExceededException.WaitedFor;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ValidationDepth;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** A caller waits no longer than its deadline, whatever the server does. */
interface DeadlineContract extends SlowContract {

  Duration BRIEF = Duration.ofMillis(150);

  /** Time for a statement, also on a machine that is busy with other tests. */
  Duration AMPLE = Duration.ofMillis(600);

  /** 100 ms are promised; the rest is for a machine that is busy with other tests. */
  Duration LATE = Duration.ofMillis(600);

  private TwoTenants behind(FaultProxy proxy, TestDatabase database) {
    return tenants(
        database,
        url(database, proxy.r2dbcUrl(database.name())),
        3,
        config ->
            config
                .withPool(config.pool().withDrainTimeout(SOON))
                .withCircuitBreaker(new CircuitBreakerConfig(1, Duration.ofHours(1))));
  }

  /** The proxy makes its callers wait, which no driver's thread may. */
  private static <T> Mono<T> stalled(FaultProxy proxy, Direction direction) {
    return Mono.<T>fromRunnable(() -> proxy.stall(direction))
        .subscribeOn(Schedulers.boundedElastic());
  }

  /** What the work fails with, in time. */
  private static Throwable failure(TwoTenants tenants, Duration limit, Publisher<?> work) {
    long began = System.nanoTime();
    Throwable error =
        Flux.from(work)
            .contextWrite(withDeadline(limit))
            .contextWrite(withSchema(tenants.a))
            .then(Mono.<Throwable>empty())
            .onErrorResume(Mono::just)
            .block(SlowContract.SOON);
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(limit.plus(LATE));
    return Objects.requireNonNull(error);
  }

  private static DeadlineExceededException exceeded(
      TwoTenants tenants, Duration limit, Publisher<?> work) {
    Throwable error = failure(tenants, limit, work);
    // Spring's client wraps it.
    Throwable told = error instanceof DeadlineExceededException ? error : error.getCause();
    assertThat(told).as(error.toString()).isInstanceOf(DeadlineExceededException.class);
    return (DeadlineExceededException) Objects.requireNonNull(told);
  }

  @Test
  @DisplayName("it is told in time though the server hangs, in a transaction too")
  default void tellsInTimeThoughTheServerHangs(TestDatabase database) {
    try (FaultProxy proxy = FaultProxy.to(database.server());
        TwoTenants tenants = behind(proxy, database)) {
      Flux<?> read =
          tenants.app().sql("SELECT owner FROM item").map(row -> row.get(0, String.class)).all();
      for (Flux<?> work :
          List.of(
              Flux.from(stalled(proxy, Direction.TO_CLIENT)).thenMany(read),
              tenants
                  .app()
                  .inTransaction(
                      client ->
                          read.then(stalled(proxy, Direction.TO_CLIENT))
                              .thenMany(read.cast(Object.class))))) {
        tenants.assertHealthy();
        DeadlineExceededException error = exceeded(tenants, BRIEF, work);
        assertThat(error.waitedFor()).isEqualTo(WaitedFor.ANSWER);
        assertThat(error.mayBeKept()).isFalse();
        assertThat(error.deadline()).isEqualTo(BRIEF);
        assertThat(tenants.stats().circuit()).isEqualTo(CircuitState.CLOSED);
        proxy.heal();
      }
      tenants.assertHealthy();
    }
  }

  @Test
  @DisplayName("whether a connection lives is told in time though the server hangs")
  default void validatesInTime(TestDatabase database) {
    try (FaultProxy proxy = FaultProxy.to(database.server());
        TwoTenants tenants = behind(proxy, database)) {
      tenants.assertHealthy();
      Mono<Boolean> lives =
          Mono.usingWhen(
              tenants.app().create(),
              connection ->
                  DeadlineContract.<Boolean>stalled(proxy, Direction.TO_CLIENT)
                      .switchIfEmpty(Mono.from(connection.validate(ValidationDepth.REMOTE))),
              Connection::close);

      assertThat(
              lives
                  .contextWrite(withDeadline(BRIEF))
                  .contextWrite(withSchema(tenants.a))
                  .block(SlowContract.SOON))
          .isFalse();

      proxy.heal();
      tenants.assertHealthy();
    }
  }

  @Test
  @DisplayName("the server's work is stopped, and its connection used again")
  default void stopsTheServersWork(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      String ask = tenants.isPostgreSql() ? "SELECT pg_backend_pid()" : "SELECT CONNECTION_ID()";
      Mono<String> backend = tenants.query(ask).contextWrite(withSchema(tenants.a)).single();
      String before = backend.block();
      String bound = sleep(tenants, tenants.marker());
      for (Flux<String> work :
          List.of(
              tenants.query(sleep(tenants)),
              tenants.query(bound, SECONDS),
              tenants.with(
                  c -> c.beginTransaction().thenMany(TwoTenants.strings(c, bound, SECONDS))))) {
        assertThat(exceeded(tenants, BRIEF, work).waitedFor()).isEqualTo(WaitedFor.ANSWER);
        // The only connection, which is had again when its work is over.
        assertThat(backend.block(SOON)).isEqualTo(before);
      }
      tenants.assertHealthy();
    }
  }

  @Test
  @DisplayName("it limits the wait for a connection, and leaves the queue")
  default void limitsTheWaitForAConnection(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      Flux<String> read = tenants.query(TwoTenants.ALL);
      Flux<String> work =
          tenants.with(
              holder ->
                  TwoTenants.strings(holder, TwoTenants.ALL)
                      .thenMany(read.contextWrite(withDeadline(BRIEF))));
      StepVerifier.create(work.contextWrite(withSchema(tenants.a)))
          .expectErrorSatisfies(
              error ->
                  assertThat(error)
                      .isInstanceOfSatisfying(
                          DeadlineExceededException.class,
                          passed -> assertThat(passed.waitedFor()).isEqualTo(WaitedFor.CONNECTION)))
          .verify(SOON);
      assertThat(tenants.stats().pendingAcquires()).isZero();
      assertThat(tenants.stats().circuit()).isEqualTo(CircuitState.CLOSED);
      tenants.assertHealthy();
    }
  }

  @Test
  @DisplayName("when it has passed nothing is sent")
  default void sendsNothingWhenItHasPassed(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      tenants.assertHealthy();
      Flux<Long> late =
          tenants.with(
              c ->
                  c.beginTransaction()
                      .then(TwoTenants.update(c, INSERT))
                      .flatMap(n -> Mono.delay(AMPLE).then(c.commitTransaction()).thenReturn(n)));
      Flux<String> later = Mono.delay(AMPLE).thenMany(tenants.query(TwoTenants.ALL));
      for (Flux<?> work : List.of(late, later)) {
        assertThat(exceeded(tenants, AMPLE, work).waitedFor()).isEqualTo(WaitedFor.NOTHING);
      }
      assertThat(tenants.count(tenants.a)).isEqualTo(3);
      tenants.assertHealthy();
    }
  }

  @Test
  @DisplayName("a write that commits itself may have been kept, and says so")
  default void saysThatAWriteMayBeKept(TestDatabase database) {
    try (FaultProxy proxy = FaultProxy.to(database.server());
        TwoTenants tenants = behind(proxy, database)) {
      tenants.assertHealthy();
      Flux<Long> write =
          tenants.with(
              c ->
                  TwoTenants.strings(c, TwoTenants.ALL)
                      .then(stalled(proxy, Direction.TO_CLIENT))
                      .then(TwoTenants.update(c, INSERT)));
      assertThat(exceeded(tenants, BRIEF, write).mayBeKept()).isTrue();
      proxy.heal();
      tenants.assertHealthy();
    }
  }

  @Test
  @DisplayName("a COMMIT that was sent is not stopped, and its outcome is unknown")
  default void neverStopsACommit(TestDatabase database) {
    try (FaultProxy proxy = FaultProxy.to(database.server());
        TwoTenants tenants = behind(proxy, database)) {
      tenants.assertHealthy();
      Flux<Void> work =
          tenants.with(
              c ->
                  c.beginTransaction()
                      .then(TwoTenants.update(c, INSERT))
                      .then(stalled(proxy, Direction.TO_CLIENT))
                      .then(c.commitTransaction()));
      assertThat(failure(tenants, BRIEF, work))
          .isInstanceOf(CommitOutcomeUnknownException.class)
          .hasMessageContaining("the deadline passed before the server answered COMMIT");
      proxy.heal();
      tenants.assertHealthy();
      assertThat(tenants.count(tenants.a)).isEqualTo(4);
    }
  }

  @Test
  @DisplayName("PostgreSQL is told what is left of it, for this statement alone")
  default void tellsPostgreSqlWhatIsLeft(TestDatabase database) {
    for (boolean separated : new boolean[] {true, false}) {
      try (TwoTenants tenants =
          tenants(
              database,
              3,
              config -> separated ? config : config.withTenancy(dev.flexidb.Tenancy.none()))) {
        if (tenants.isPostgreSql()) {
          assertTold(tenants);
        }
      }
    }
  }

  private static void assertTold(TwoTenants tenants) {
    String text = "SELECT current_setting('statement_timeout')";
    String bound = text + " WHERE $1 = 1";
    List<Function<LogicalConnection, Flux<String>>> ways =
        List.of(c -> TwoTenants.strings(c, text), c -> TwoTenants.strings(c, bound, 1));
    for (Function<LogicalConnection, Flux<String>> way : ways) {
      for (boolean transaction : new boolean[] {false, true}) {
        Flux<String> seen =
            tenants.with(
                c ->
                    (transaction ? c.beginTransaction() : Mono.<Void>empty())
                        .thenMany(way.apply(c).contextWrite(withDeadline(Duration.ofMinutes(1))))
                        .concatWith(way.apply(c))
                        .concatWith(way.apply(c).contextWrite(withDeadline(Duration.ofMinutes(1))))
                        .concatWith(c.setStatementTimeout(Duration.ofSeconds(9)).then(Mono.empty()))
                        .concatWith(way.apply(c))
                        .concatWith(
                            way.apply(c).contextWrite(withDeadline(Duration.ofMinutes(1)))));
        StepVerifier.create(seen.contextWrite(withSchema(tenants.a)))
            .expectNextMatches(DeadlineContract::isNearlyAMinute)
            .expectNext("0")
            .expectNextMatches(DeadlineContract::isNearlyAMinute)
            .expectNext("9s", "9s")
            .verifyComplete();
      }
    }
  }

  private static boolean isNearlyAMinute(String told) {
    return told.matches("5\\d\\d\\d\\dms|5\\ds|1min");
  }
}
