package dev.flexidb.benchmarks.resilience;

import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.TestDatabase;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactories;
import java.time.Duration;
import java.util.Objects;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What a server sees of a database's sessions, past whatever is tried. */
final class Sessions {

  private static final Duration EVERY = Duration.ofMillis(20);

  private final TestDatabase database;

  Sessions(TestDatabase database) {
    this.database = database;
  }

  /** Keeps a server busy for most of a second. */
  static String slow(DatabaseKind kind) {
    return kind == DatabaseKind.POSTGRESQL ? "SELECT pg_sleep(0.8)" : "SELECT sleep(0.8)";
  }

  private static String running(DatabaseKind kind) {
    return kind == DatabaseKind.POSTGRESQL
        ? """
          SELECT count(*)::int FROM pg_stat_activity
          WHERE datname = current_database() AND state = 'active' AND query LIKE '%pg_sleep(0%'
          AND pid <> pg_backend_pid()"""
        : """
          SELECT count(*) FROM information_schema.processlist
          WHERE db = database() AND info LIKE '%sleep(0%' AND id <> connection_id()""";
  }

  /** How many slow statements ran at the same moment at most, until something ends. */
  Mono<Integer> mostRunning(Mono<Void> end) {
    return Flux.usingWhen(
            ConnectionFactories.get(database.r2dbcUrl()).create(),
            connection ->
                Flux.interval(Duration.ZERO, EVERY)
                    .onBackpressureDrop()
                    .concatMap(tick -> number(connection), 0)
                    .takeUntilOther(end),
            Connection::close)
        .reduce(0, Math::max);
  }

  private Mono<Integer> number(Connection connection) {
    return Flux.from(connection.createStatement(running(database.server().kind())).execute())
        .concatMap(result -> result.map(row -> Objects.requireNonNull(row.get(0, Integer.class))))
        .single();
  }
}
