package dev.flexidb.connection;

import io.r2dbc.spi.Batch;
import io.r2dbc.spi.Readable;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Statement;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Statements of many Results, and the ways of reading one while others of its kind wait. */
final class KeptReadings {

  private KeptReadings() {}

  static Flux<Result> batch(LogicalConnection connection, int texts, String sql) {
    Batch batch = connection.createBatch();
    for (int i = 0; i < texts; i++) {
      batch.add(sql);
    }
    return Flux.from(batch.execute());
  }

  static Flux<Result> insert(LogicalConnection connection, String sql, int rows) {
    Statement insert = connection.createStatement(sql).bind(0, 1_000);
    for (int i = 1; i < rows; i++) {
      insert.add().bind(0, 1_000 + i);
    }
    return Flux.from(insert.execute());
  }

  /**
   * Every way that the SPI has, each with a statement for each row.
   *
   * @param sql of one parameter, the number in the row
   */
  static List<Function<LogicalConnection, Function<Result, Publisher<String>>>> of(String sql) {
    return List.of(
        c -> result -> eachAsked(c, sql, result.map((row, metadata) -> id(row))),
        c -> result -> eachAsked(c, sql, result.map((Readable row) -> id(row))),
        c ->
            result ->
                eachAsked(
                    c,
                    sql,
                    result
                        .filter(segment -> segment instanceof Result.RowSegment)
                        .map((Readable row) -> id(row))),
        c ->
            result ->
                result.flatMap(
                    segment ->
                        segment instanceof Result.RowSegment row
                            ? eachAsked(c, sql, Mono.just(id(row.row())))
                            : Mono.empty()));
  }

  private static Flux<String> eachAsked(
      LogicalConnection connection, String sql, Publisher<Integer> ids) {
    return Flux.from(ids).concatMap(id -> TwoTenants.strings(connection, sql, id));
  }

  private static Integer id(Readable row) {
    return Objects.requireNonNull(row.get(0, Integer.class));
  }
}
