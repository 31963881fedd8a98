package dev.flexidb.benchmarks.resilience;

import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.TestDatabase;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactories;
import java.util.Objects;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Statements that keep a server busy for {@link #MILLIS}, and note when it began with each. */
final class SlowStatements {

  static final String TABLE = "CREATE TABLE slow (begun timestamp(6), nothing varchar(9))";

  private static final int MILLIS = 800;

  private SlowStatements() {}

  static String one(DatabaseKind kind) {
    return kind == DatabaseKind.POSTGRESQL
        ? "INSERT INTO slow SELECT clock_timestamp(), pg_sleep(0.%d)::text".formatted(MILLIS)
        : "INSERT INTO slow SELECT sysdate(6), sleep(0.%d)".formatted(MILLIS);
  }

  /** How many the server worked on while it worked on the first one, itself among them. */
  static Mono<Integer> withTheFirst(TestDatabase database) {
    String until =
        database.server().kind() == DatabaseKind.POSTGRESQL
            ? "interval '%d milliseconds'".formatted(MILLIS)
            : "interval %d microsecond".formatted(1_000 * MILLIS);
    return Flux.usingWhen(
            ConnectionFactories.get(database.r2dbcUrl()).create(),
            connection ->
                Flux.from(
                        connection
                            .createStatement(
                                "SELECT count(*) FROM slow WHERE begun < (SELECT min(begun) FROM slow) + "
                                    + until)
                            .execute())
                    .concatMap(
                        result ->
                            result.map(row -> Objects.requireNonNull(row.get(0, Integer.class)))),
            Connection::close)
        .single();
  }
}
