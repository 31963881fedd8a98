package dev.flexidb.benchmarks.resilience;

import dev.flexidb.embedded.TestDatabase;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactories;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What is in the table, compared with what the writers were told. */
final class Writes {

  /** A number may stand twice, so that a write that was done twice can be seen. */
  static final String TABLE = "CREATE TABLE kept (id int NOT NULL)";

  private static final String UNKNOWN = "CommitOutcomeUnknownException";

  private final Set<Integer> there;
  private final int doubled;
  private long acknowledged;
  private long lost;
  private long keptThoughFailed;

  private Writes(List<Integer> rows) {
    this.there = new HashSet<>(rows);
    this.doubled = rows.size() - there.size();
  }

  static Mono<Long> one(DatabaseClient client, int number) {
    return client.sql("INSERT INTO kept VALUES (:id)").bind("id", number).fetch().rowsUpdated();
  }

  /** All that were kept, by a driver that nothing was done to. */
  static Mono<Writes> in(TestDatabase database) {
    return Flux.usingWhen(
            ConnectionFactories.get(database.r2dbcUrl()).create(),
            connection ->
                Flux.from(connection.createStatement("SELECT id FROM kept").execute())
                    .concatMap(
                        result ->
                            result.map(row -> Objects.requireNonNull(row.get(0, Integer.class)))),
            Connection::close)
        .collectList()
        .map(Writes::new);
  }

  void compare(Samples requests, IntPredicate isWrite) {
    IntStream.range(0, requests.size())
        .filter(isWrite)
        .forEach(
            number -> {
              boolean isThere = there.contains(number);
              if (requests.succeeded(number)) {
                acknowledged++;
                lost += isThere ? 0 : 1;
              } else if (isThere && !UNKNOWN.equals(requests.error(number))) {
                keptThoughFailed++;
              }
            });
  }

  long acknowledged() {
    return acknowledged;
  }

  long lost() {
    return lost;
  }

  int doubled() {
    return doubled;
  }

  long keptThoughFailed() {
    return keptThoughFailed;
  }
}
