package dev.flexidb.connection;

import static dev.flexidb.tenant.TenantContext.withSchema;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.embedded.TestDatabase;
import io.r2dbc.spi.R2dbcBadGrammarException;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Row;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** A statement that is asked for while a Result of its own connection is read. */
interface NestedContract extends Contract {

  String IDS = "SELECT id FROM item ORDER BY id";

  Duration SOON = Duration.ofSeconds(30);

  private static <T> Flux<T> rows(
      LogicalConnection connection, String sql, Function<Row, Publisher<T>> mapper) {
    return Flux.from(connection.createStatement(sql).execute())
        .flatMap(
            result ->
                result.flatMap(
                    segment ->
                        segment instanceof Result.RowSegment row
                            ? mapper.apply(row.row())
                            : Mono.empty()));
  }

  private static int id(Row row) {
    Integer id = row.get(0, Integer.class);
    return id == null ? -1 : id;
  }

  /** Work in autocommit, and in a transaction. */
  static <T> List<Flux<T>> bothWays(TwoTenants tenants, Function<LogicalConnection, Flux<T>> work) {
    return List.of(
        tenants.with(work::apply),
        tenants.with(
            c ->
                c.beginTransaction()
                    .thenMany(work.apply(c))
                    .concatWith(c.commitTransaction().then(Mono.empty()))));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 20, 600})
  default void readsWhileAResultIsFlatMapped(int rows, TestDatabase database) {
    try (TwoTenants tenants = tenants(database, rows)) {
      String owner = "SELECT owner FROM item WHERE id = " + tenants.marker();
      for (Flux<String> work :
          bothWays(
              tenants,
              c ->
                  rows(
                      c,
                      IDS,
                      row ->
                          TwoTenants.strings(c, owner, id(row)).map(found -> id(row) + found)))) {
        StepVerifier.create(work.contextWrite(withSchema(tenants.a)).collectList())
            .assertNext(
                found ->
                    assertThat(found)
                        .hasSize(rows)
                        .startsWith("1" + tenants.a)
                        .endsWith(rows + tenants.a)
                        .doesNotHaveDuplicates())
            .expectComplete()
            .verify(SOON);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 20, 300})
  default void writesWhileAResultIsFlatMapped(int rows, TestDatabase database) {
    try (TwoTenants tenants = tenants(database, rows)) {
      String insert = "INSERT INTO item (id, owner) VALUES (" + tenants.marker() + ", 'new')";
      int offset = 0;
      for (int i = 0; i < 2; i++) {
        offset += 10_000;
        int first = offset;
        Flux<Long> work =
            bothWays(
                    tenants,
                    c ->
                        rows(
                            c,
                            "SELECT id FROM item WHERE id < 10000 ORDER BY id",
                            row ->
                                Flux.from(
                                        c.createStatement(insert)
                                            .bind(0, first + id(row))
                                            .execute())
                                    .flatMap(Result::getRowsUpdated)))
                .get(i);
        StepVerifier.create(work.contextWrite(withSchema(tenants.a)))
            .expectNextCount(rows)
            .expectComplete()
            .verify(SOON);
        assertThat(tenants.count(tenants.a)).isEqualTo(rows * (2L + i));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 20, 600})
  default void readsWhileSpringStreams(int rows, TestDatabase database) {
    try (TwoTenants tenants = tenants(database, rows)) {
      Flux<Object> work =
          tenants
              .app()
              .inTransaction(
                  client ->
                      client
                          .sql(IDS)
                          .fetch()
                          .all()
                          .flatMap(
                              row ->
                                  client
                                      .sql("SELECT id FROM item WHERE id = :id")
                                      .bind("id", row.values().iterator().next())
                                      .fetch()
                                      .all())
                          .concatMap(
                              row ->
                                  client
                                      .sql("SELECT owner FROM item WHERE id = :id")
                                      .bind("id", row.values().iterator().next())
                                      .fetch()
                                      .one()
                                      .map(found -> found.values().iterator().next())));
      StepVerifier.create(work.contextWrite(withSchema(tenants.a)).collectList())
          .assertNext(found -> assertThat(found).hasSize(rows).containsOnly(tenants.a))
          .expectComplete()
          .verify(SOON);
    }
  }

  @Test
  default void readsTheRowLater(TestDatabase database) {
    try (TwoTenants tenants = tenants(database, 300)) {
      for (Flux<Integer> work :
          bothWays(
              tenants,
              c -> rows(c, IDS, row -> Mono.delay(Duration.ofMillis(1)).map(late -> id(row))))) {
        StepVerifier.create(work.contextWrite(withSchema(tenants.a)).collectList())
            .assertNext(ids -> assertThat(ids).hasSize(300).isSorted())
            .verifyComplete();
      }
    }
  }

  @Test
  default void survivesACutInTheMiddle(TestDatabase database) {
    try (TwoTenants tenants = tenants(database, TwoTenants.ROWS)) {
      String owner = "SELECT owner FROM item WHERE id = " + tenants.marker();
      for (int wanted : List.of(1, 30, 300)) {
        for (Flux<String> work :
            bothWays(tenants, c -> rows(c, IDS, row -> TwoTenants.strings(c, owner, id(row))))) {
          StepVerifier.create(work.take(wanted).contextWrite(withSchema(tenants.a)))
              .expectNextCount(wanted)
              .expectComplete()
              .verify(SOON);
          tenants.assertHealthy();
        }
      }
    }
  }

  @Test
  default void tellsTheErrorOfTheInnerStatement(TestDatabase database) {
    try (TwoTenants tenants = tenants(database, TwoTenants.ROWS)) {
      for (Flux<String> work :
          bothWays(
              tenants,
              c ->
                  rows(
                      c,
                      IDS,
                      row ->
                          TwoTenants.strings(
                              c, id(row) < 40 ? TwoTenants.ALL : "SELECT nothing FROM item")))) {
        StepVerifier.create(work.contextWrite(withSchema(tenants.a)).then())
            .expectError(R2dbcBadGrammarException.class)
            .verify(SOON);
        tenants.assertHealthy();
      }
    }
  }
}
