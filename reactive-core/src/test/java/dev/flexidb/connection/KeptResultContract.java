package dev.flexidb.connection;

import static dev.flexidb.tenant.TenantContext.withSchema;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.embedded.TestDatabase;
import io.r2dbc.spi.R2dbcBadGrammarException;
import io.r2dbc.spi.Readable;
import io.r2dbc.spi.Result;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

/**
 * A statement that is asked for while one of several Results of its own connection is read, and the
 * others are not asked for yet.
 */
interface KeptResultContract extends Contract {

  /** Ways of reading Results one after the other, so that the later ones are not asked for yet. */
  private static <T> List<Function<Flux<Result>, Flux<T>>> oneAfterTheOther(
      Function<Result, Publisher<T>> reading) {
    return List.of(
        results -> results.concatMap(reading), results -> results.flatMap(reading, 1, 1));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 40})
  default void readsWhileResultsAreReadOneAfterTheOther(int texts, TestDatabase database) {
    try (TwoTenants tenants = tenants(database, 3)) {
      String owner = "SELECT owner FROM item WHERE id = " + tenants.marker();
      for (Function<LogicalConnection, Function<Result, Publisher<String>>> reading :
          KeptReadings.of(owner)) {
        for (int way = 0; way < 2; way++) {
          int chosen = way;
          for (Flux<String> work :
              NestedContract.bothWays(
                  tenants,
                  c ->
                      oneAfterTheOther(reading.apply(c))
                          .get(chosen)
                          .apply(KeptReadings.batch(c, texts, NestedContract.IDS)))) {
            StepVerifier.create(work.contextWrite(withSchema(tenants.a)).collectList())
                .assertNext(found -> assertThat(found).hasSize(texts * 3).containsOnly(tenants.a))
                .expectComplete()
                .verify(NestedContract.SOON);
          }
        }
      }
      tenants.assertHealthy();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 40})
  default void readsWhileRowsOfParametersAreWritten(int rows, TestDatabase database) {
    try (TwoTenants tenants = tenants(database, 3)) {
      String insert = "INSERT INTO item (id, owner) VALUES (" + tenants.marker() + ", 'new')";
      for (int way = 0; way < 2; way++) {
        int chosen = way;
        for (Flux<String> work :
            NestedContract.bothWays(
                tenants,
                c ->
                    KeptResultContract.<String>oneAfterTheOther(
                            result ->
                                Flux.from(result.getRowsUpdated())
                                    .concatMap(
                                        one ->
                                            TwoTenants.strings(
                                                c, "SELECT owner FROM item WHERE id = 1")))
                        .get(chosen)
                        .apply(KeptReadings.insert(c, insert, rows)))) {
          StepVerifier.create(work.contextWrite(withSchema(tenants.a)).collectList())
              .assertNext(found -> assertThat(found).hasSize(rows).containsOnly(tenants.a))
              .expectComplete()
              .verify(NestedContract.SOON);
          assertThat(tenants.count(tenants.a)).isEqualTo(3 + rows);
          database.execute("DELETE FROM " + tenants.a + ".item WHERE owner = 'new'");
        }
      }
    }
  }

  @Test
  default void tellsTheErrorOfAResultThatWasKept(TestDatabase database) {
    try (TwoTenants tenants = tenants(database, 3)) {
      Flux<String> work =
          tenants.with(
              c ->
                  Flux.from(
                          c.createBatch()
                              .add(NestedContract.IDS)
                              .add("SELECT nothing FROM item")
                              .execute())
                      .concatMap(
                          result ->
                              Flux.from(result.map((Readable row) -> row.get(0, Integer.class)))
                                  .concatMap(id -> TwoTenants.strings(c, TwoTenants.ALL))));
      StepVerifier.create(work.contextWrite(withSchema(tenants.a)).then())
          .expectError(R2dbcBadGrammarException.class)
          .verify(NestedContract.SOON);
      tenants.assertHealthy();
    }
  }

  @Test
  default void survivesACutOfWhatWasKept(TestDatabase database) {
    try (TwoTenants tenants = tenants(database, TwoTenants.ROWS)) {
      String owner = "SELECT owner FROM item WHERE id = 1";
      for (int wanted : List.of(1, 3, TwoTenants.ROWS + 1)) {
        for (Flux<String> work :
            NestedContract.bothWays(
                tenants,
                c ->
                    Flux.from(c.createBatch().add(owner).add(TwoTenants.ALL).add(owner).execute())
                        .concatMap(
                            result ->
                                Flux.from(TwoTenants.strings(result))
                                    .concatMap(
                                        found -> TwoTenants.strings(c, owner).map(a -> found))))) {
          StepVerifier.create(work.take(wanted).contextWrite(withSchema(tenants.a)))
              .expectNextCount(wanted)
              .expectComplete()
              .verify(NestedContract.SOON);
          tenants.assertHealthy();
        }
      }
    }
  }
}
