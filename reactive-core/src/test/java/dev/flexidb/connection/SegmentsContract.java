package dev.flexidb.connection;

import static dev.flexidb.tenant.TenantContext.withSchema;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.batch.CircuitState;
import dev.flexidb.embedded.TestDatabase;
import dev.flexidb.error.UnknownSchemaException;
import io.r2dbc.spi.R2dbcDataIntegrityViolationException;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.Result;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.assertj.core.data.Index;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** F14: an error that is read as a segment is one, and its reader sees what R2DBC promises. */
interface SegmentsContract extends Contract {

  String TWICE = "INSERT INTO item VALUES (1, 'twice')";

  /** Everything that a Result consists of: update counts, errors, the word "row". */
  static Publisher<Object> segments(Result result) {
    return result.flatMap(
        segment -> {
          if (segment instanceof Result.Message message) {
            return Mono.just(message.exception());
          }
          return Mono.just(segment instanceof Result.UpdateCount count ? count.value() : "row");
        });
  }

  static Result withoutMessages(Result result) {
    return result.filter(segment -> !(segment instanceof Result.Message));
  }

  static <T> Flux<T> read(
      TwoTenants tenants, String sql, Function<Result, ? extends Publisher<T>> reading) {
    return tenants
        .<T>with(c -> Flux.from(c.createStatement(sql).execute()).concatMap(reading))
        .contextWrite(withSchema(tenants.a));
  }

  private static void assertCounted(TwoTenants tenants, int failed) {
    assertThat(tenants.stats().failedQueries()).isEqualTo(failed);
    assertThat(tenants.stats().lastError())
        .hasValueSatisfying(
            error -> assertThat(error).isInstanceOf(R2dbcDataIntegrityViolationException.class));
    assertThat(tenants.stats().circuit()).isEqualTo(CircuitState.CLOSED);
  }

  @Test
  @DisplayName("F14: an error that is read as a segment is counted, and nothing else is told")
  default void anErrorIsHandedOverAndCounted(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      for (int i = 1; i <= 6; i++) {
        StepVerifier.create(read(tenants, TWICE, SegmentsContract::segments))
            .expectNextMatches(R2dbcDataIntegrityViolationException.class::isInstance)
            .verifyComplete();
        assertCounted(tenants, i);
      }
      Flux<Object> inTransaction =
          tenants.with(
              c ->
                  c.beginTransaction()
                      .thenMany(c.createStatement(TWICE).execute())
                      .concatMap(SegmentsContract::segments)
                      .concatWith(c.rollbackTransaction().cast(Object.class)));
      StepVerifier.create(inTransaction.contextWrite(withSchema(tenants.a)))
          .expectNextMatches(R2dbcDataIntegrityViolationException.class::isInstance)
          .verifyComplete();
      assertCounted(tenants, 7);
      tenants.assertHealthy();
    }
  }

  @Test
  @DisplayName("F14: an error that is filtered out is counted, and its Result ends without it")
  default void anErrorThatIsFilteredOutIsCounted(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      List<Function<Result, Publisher<?>>> readings =
          List.of(
              result -> withoutMessages(result).getRowsUpdated(),
              result -> withoutMessages(result).map(row -> "row"),
              result -> segments(withoutMessages(result)),
              result -> segments(withoutMessages(result.filter(segment -> true))));
      for (int i = 0; i < readings.size(); i++) {
        Function<Result, Publisher<?>> reading = readings.get(i);
        StepVerifier.create(
                read(tenants, TWICE, result -> Flux.<Object>from(reading.apply(result))))
            .verifyComplete();
        assertCounted(tenants, i + 1);
      }
      StepVerifier.create(
              read(tenants, TWICE, result -> result.filter(segment -> true).getRowsUpdated()))
          .verifyError(R2dbcDataIntegrityViolationException.class);
      assertCounted(tenants, readings.size() + 1);
      tenants.assertHealthy();
    }
  }

  @Test
  @DisplayName("F14: what the server did behind an error that was handed over is told")
  default void whatRunsBehindAnErrorIsTold(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      Flux<Object> work =
          tenants.with(
              c ->
                  Flux.from(
                          c.createBatch()
                              .add("INSERT INTO item VALUES (60, 'new')")
                              .add(TWICE)
                              .add("INSERT INTO item VALUES (61, 'new')")
                              .execute())
                      .concatMap(SegmentsContract::segments));
      List<Object> told =
          Objects.requireNonNull(work.contextWrite(withSchema(tenants.a)).collectList().block());
      assertThat(told)
          .hasSizeGreaterThanOrEqualTo(2)
          .startsWith(1L)
          .satisfies(
              error -> assertThat(error).isInstanceOf(R2dbcDataIntegrityViolationException.class),
              Index.atIndex(1));
      assertCounted(tenants, 1);
      assertThat(tenants.count(tenants.a))
          .isEqualTo(tenants.isPostgreSql() ? 3 : 3 + told.size() - 1);
      tenants.assertHealthy();
    }
  }

  @Test
  @DisplayName(
      "S34: a session whose end was read as a segment, or filtered out, serves nobody else")
  default void aSessionThatEndsServesNobodyElse(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      String end =
          tenants.isPostgreSql()
              ? "SELECT pg_terminate_backend(pg_backend_pid())"
              : "KILL CONNECTION_ID()";
      List<Function<Result, Publisher<Object>>> readings =
          List.of(SegmentsContract::segments, result -> segments(withoutMessages(result)));
      for (Function<Result, Publisher<Object>> reading : readings) {
        StepVerifier.create(
                read(tenants, end, reading).onErrorComplete(R2dbcException.class).then())
            .verifyComplete();
        tenants.assertHealthy();
      }
      assertThat(tenants.stats().failedQueries()).isEqualTo(readings.size());
    }
  }

  @Test
  @DisplayName("S05: a schema that is missing is told, however its statement is read")
  default void aMissingSchemaIsTold(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      String doomed = tenants.create("doomed", 1);
      List<Function<Result, Publisher<?>>> readings =
          List.of(
              result -> segments(result),
              result -> withoutMessages(result).map(row -> "row"),
              result -> segments(withoutMessages(result)));
      for (Function<Result, Publisher<?>> reading : readings) {
        Flux<Object> read =
            tenants
                .<Object>with(
                    c ->
                        Flux.from(c.createStatement(TwoTenants.ALL).execute())
                            .concatMap(reading)
                            .filter("row"::equals))
                .contextWrite(withSchema(doomed));
        StepVerifier.create(read).expectNext("row").verifyComplete();
        tenants.drop(doomed);
        StepVerifier.create(read).verifyError(UnknownSchemaException.class);
        tenants.create("doomed", 1);
      }
      assertThat(tenants.stats().failedQueries()).isEqualTo(readings.size());
    }
  }
}
