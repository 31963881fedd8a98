package dev.flexidb.connection;

import static dev.flexidb.tenant.TenantContext.withSchema;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.embedded.TestDatabase;
import io.r2dbc.spi.Result;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** S34: whoever stops reading leaves the connection as good as new. */
interface CancelContract extends Contract {

  @Test
  @DisplayName("S34: taking the first of many rows")
  default void survivesTakingFirst(TestDatabase database) {
    try (TwoTenants tenants = tenants(database, TwoTenants.ROWS)) {
      String bound = "SELECT owner FROM item WHERE id > " + tenants.marker();
      for (int i = 0; i < 20; i++) {
        for (String tenant : List.of(tenants.a, tenants.b)) {
          for (Flux<String> first :
              List.of(
                  tenants.query(TwoTenants.ALL).take(1),
                  tenants.query(bound, 0).next().flux(),
                  tenants.query(bound, 0).take(700).last().flux(),
                  tenants.with(
                      c ->
                          c.beginTransaction()
                              .thenMany(TwoTenants.strings(c, bound, 0).take(1))))) {
            StepVerifier.create(first.contextWrite(withSchema(tenant)))
                .expectNext(tenant)
                .verifyComplete();
          }
        }
      }
      tenants.assertHealthy();
    }
  }

  @Test
  @DisplayName("S34: a timeout, a switch and the error of a neighbour in the middle of a result")
  default void survivesOperatorsThatCancel(TestDatabase database) {
    try (TwoTenants tenants = tenants(database, TwoTenants.ROWS)) {
      Flux<String> all = tenants.query(TwoTenants.ALL).contextWrite(withSchema(tenants.a));
      StepVerifier.create(
              all.concatMap(owner -> Mono.<String>never(), 1).timeout(Duration.ofMillis(20)))
          .verifyError(TimeoutException.class);
      tenants.assertHealthy();

      StepVerifier.create(
              Flux.range(0, 20)
                  .concatWith(Mono.<Integer>never().timeout(Duration.ofSeconds(1), Mono.empty()))
                  .switchMap(i -> all.skip(i))
                  .distinct())
          .expectNext(tenants.a)
          .verifyComplete();
      tenants.assertHealthy();

      StepVerifier.create(
              Flux.zip(
                  all,
                  Flux.range(0, 500).concatWith(Mono.error(new ArithmeticException("neighbour")))))
          .expectNextCount(300)
          .thenConsumeWhile(pair -> true)
          .verifyError(ArithmeticException.class);
      tenants.assertHealthy();
    }
  }

  @Test
  @DisplayName("S34: a function of the user that throws, be it what Reactor lets nobody catch")
  default void survivesMapperThatThrows(TestDatabase database) {
    try (TwoTenants tenants = tenants(database, TwoTenants.ROWS)) {
      for (Error thrown : List.of(new Error("mapper"), new NoClassDefFoundError("mapper"))) {
        for (int row : List.of(1, 300, TwoTenants.ROWS)) {
          Mapper mapper = new Mapper(row, thrown);
          assertTellsWhatIsThrown(
              tenants, mapper, result -> result.map(r -> mapper.id(r.get(0, Integer.class))));
          assertTellsWhatIsThrown(tenants, mapper, result -> result.flatMap(mapper::idOfSegment));
        }
      }
    }
  }

  private static void assertTellsWhatIsThrown(
      TwoTenants tenants, Mapper mapper, Function<Result, Publisher<Integer>> read) {
    Flux<Integer> mapped =
        tenants.with(
            c ->
                Flux.from(c.createStatement("SELECT id FROM item ORDER BY id").execute())
                    .flatMap(read));
    StepVerifier.create(mapped.contextWrite(withSchema(tenants.a)).then())
        .verifyErrorSatisfies(
            error ->
                assertThat(error)
                    .satisfiesAnyOf(
                        told -> assertThat(told).isSameAs(mapper.thrown()),
                        told -> assertThat(told).hasCause(mapper.thrown())));
    tenants.assertHealthy();
  }

  /** A function that fails at one row. */
  record Mapper(int row, Error thrown) {

    int id(@Nullable Integer id) {
      if (id == null || id == row) {
        throw thrown;
      }
      return id;
    }

    Publisher<Integer> idOfSegment(Result.Segment segment) {
      return segment instanceof Result.RowSegment row
          ? Mono.just(id(row.row().get(0, Integer.class)))
          : Mono.empty();
    }
  }

  @Test
  @DisplayName("S34: a caller who gives up while waiting for the only connection")
  default void survivesCancelWhileAcquiring(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      Mono<String> holder =
          tenants
              .with(
                  c ->
                      TwoTenants.strings(c, TwoTenants.ALL)
                          .then(
                              tenants
                                  .with(d -> TwoTenants.update(d, RawSqlContract.INSERT))
                                  .timeout(Duration.ofMillis(50))
                                  .contextWrite(withSchema(tenants.b))
                                  .then(Mono.just("sent"))
                                  .onErrorReturn(TimeoutException.class, "gave up")))
              .contextWrite(withSchema(tenants.a))
              .single();
      StepVerifier.create(holder).expectNext("gave up").verifyComplete();
      tenants.assertHealthy();
      assertThat(tenants.count(tenants.b)).isEqualTo(3);
      assertThat(tenants.stats().pendingAcquires()).isZero();
    }
  }

  @Test
  @DisplayName("S34: the same connection goes on after a caller gave up its first statement")
  default void goesOnAfterCancelWhileAcquiring(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      Flux<String> work =
          tenants
              .with(
                  c ->
                      Flux.range(0, 5)
                          .concatMap(
                              i ->
                                  TwoTenants.strings(c, TwoTenants.ALL)
                                      .takeUntilOther(Mono.just("now")))
                          .thenMany(TwoTenants.strings(c, TwoTenants.ALL)))
              .contextWrite(withSchema(tenants.a));
      StepVerifier.create(work).expectNext(tenants.a, tenants.a, tenants.a).verifyComplete();
      tenants.assertHealthy();
    }
  }
}
