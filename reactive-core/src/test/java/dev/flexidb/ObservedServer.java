package dev.flexidb;

import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.TestDatabase;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactory;
import java.time.Duration;
import java.util.Objects;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What a server says of itself, asked past ReactiveFlexiDb, and SQL that differs between kinds. */
final class ObservedServer {

  private final TestDatabase database;

  // Made here, and not where a connection is needed: finding a driver reads from its jar.
  private final ConnectionFactory admin;

  ObservedServer(TestDatabase database) {
    this.database = database;
    this.admin = ConnectionFactories.get(database.server().r2dbcUrl());
  }

  private boolean isPostgreSql() {
    return database.server().kind() == DatabaseKind.POSTGRESQL;
  }

  /** How many sessions others have in the database now. */
  Mono<Long> sessions() {
    String sql =
        isPostgreSql()
            ? "SELECT count(*) FROM pg_stat_activity WHERE datname = '%s'"
            : "SELECT count(*) FROM information_schema.processlist WHERE db = '%s'";
    return ask(sql.formatted(database.name()));
  }

  /** Completes when that many sessions are left: a server takes its time to end one. */
  Mono<Long> sessionsBecome(long expected) {
    return sessions()
        .filter(now -> now == expected)
        .repeatWhenEmpty(asked -> asked.delayElements(Duration.ofMillis(20)).take(250));
  }

  private Mono<Long> ask(String sql) {
    return Flux.usingWhen(admin.create(), connection -> answer(connection, sql), Connection::close)
        .single();
  }

  private static Flux<Long> answer(Connection connection, String sql) {
    return Flux.from(connection.createStatement(sql).execute())
        .flatMap(result -> result.map(row -> Objects.requireNonNull(row.get(0, Long.class))));
  }

  /** A statement that takes that long. */
  String sleep(int seconds) {
    return "SELECT %ssleep(%d)".formatted(isPostgreSql() ? "pg_" : "", seconds);
  }

  String ownId() {
    return isPostgreSql() ? "SELECT pg_backend_pid()" : "SELECT connection_id()";
  }

  /** Ends a session from outside. */
  Mono<Void> kill(long id) {
    String sql = isPostgreSql() ? "SELECT pg_terminate_backend(%d)" : "KILL %d";
    return Flux.usingWhen(
            admin.create(),
            connection ->
                Flux.from(connection.createStatement(sql.formatted(id)).execute())
                    .flatMap(result -> result.getRowsUpdated()),
            Connection::close)
        .then();
  }
}
