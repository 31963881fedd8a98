package dev.flexidb.connection;

import static dev.flexidb.tenant.TenantContext.withSchema;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.Database;
import dev.flexidb.DatabaseConfig;
import dev.flexidb.DatabaseStats;
import dev.flexidb.PoolConfig;
import dev.flexidb.ReactiveFlexiDb;
import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.TestDatabase;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A database with the tenants {@link #a} and {@link #b}, each with a table {@code item(id, owner)}
 * whose rows name it, behind a pool that has one connection unless told otherwise.
 */
final class TwoTenants implements AutoCloseable {

  /** More rows than the drivers fetch ahead. */
  static final int ROWS = 2_000;

  static final String ALL = "SELECT owner FROM item ORDER BY id";

  final TestDatabase database;
  final String a;
  final String b;
  private final String url;
  private final ReactiveFlexiDb db;
  private final List<String> schemas = new ArrayList<>();

  TwoTenants(TestDatabase database, String url, int rows, UnaryOperator<DatabaseConfig> change) {
    this.database = database;
    this.url = url;
    DatabaseConfig config =
        DatabaseConfig.of(url)
            .withPool(
                PoolConfig.DEFAULTS.withMaxSize(1).withAcquireTimeout(Duration.ofSeconds(20)));
    this.db = ReactiveFlexiDb.builder().database("app", change.apply(config)).build();
    this.a = create("a", rows);
    this.b = create("b", rows);
  }

  String create(String tenant, int rows) {
    String schema = database.name() + "_" + tenant;
    schemas.add(schema);
    database.execute(
        "CREATE SCHEMA " + schema,
        "CREATE TABLE " + schema + ".item (id int PRIMARY KEY, owner varchar(64) NOT NULL)");
    if (rows > 0) {
      String values =
          IntStream.rangeClosed(1, rows)
              .mapToObj(id -> "(" + id + ", '" + schema + "')")
              .collect(Collectors.joining(", "));
      database.execute("INSERT INTO " + schema + ".item VALUES " + values);
    }
    return schema;
  }

  /** Fails rather than waits where a session that should have gone still holds a lock. */
  void drop(String schema) {
    database.execute(
        isPostgreSql() ? "SET lock_timeout = '10s'" : "SET SESSION lock_wait_timeout = 10",
        dropSql(schema));
    forget(schema);
  }

  /** It was dropped by the test itself. */
  void forget(String schema) {
    schemas.remove(schema);
  }

  String dropSql(String schema) {
    return "DROP SCHEMA " + schema + (isPostgreSql() ? " CASCADE" : "");
  }

  boolean isPostgreSql() {
    return database.server().kind() == DatabaseKind.POSTGRESQL;
  }

  /** The first parameter, as the driver marks it. */
  String marker() {
    return isPostgreSql() ? "$1" : "?";
  }

  DatabaseStats stats() {
    return Objects.requireNonNull(db.stats().get("app"));
  }

  Database app() {
    return db.get("app");
  }

  /** Work on a connection of its own, closed however the work ends. */
  <T> Flux<T> with(Function<LogicalConnection, Publisher<T>> work) {
    return Flux.usingWhen(
        app().create().cast(LogicalConnection.class), work, LogicalConnection::close);
  }

  /** One text on a connection of its own: the first column of all rows of all its results. */
  Flux<String> query(String sql) {
    return with(connection -> strings(connection, sql));
  }

  /** As {@link #query}, with a value bound to the only parameter. */
  Flux<String> query(String sql, Object value) {
    return with(connection -> strings(connection, sql, value));
  }

  static Flux<String> strings(LogicalConnection connection, String sql) {
    return Flux.from(connection.createStatement(sql).execute()).flatMap(TwoTenants::strings);
  }

  static Flux<String> strings(LogicalConnection connection, String sql, Object value) {
    return Flux.from(connection.createStatement(sql).bind(0, value).execute())
        .flatMap(TwoTenants::strings);
  }

  static Publisher<String> strings(Result result) {
    return result.map(row -> String.valueOf(row.get(0)));
  }

  static Mono<Long> update(LogicalConnection connection, String sql) {
    return Flux.from(connection.createStatement(sql).execute())
        .flatMap(Result::getRowsUpdated)
        .reduce(0L, Long::sum);
  }

  /** What a session that knows nothing of tenants sees. */
  long count(String schema) {
    return Long.parseLong(onServer("SELECT count(*) FROM " + schema + ".item"));
  }

  String onServer(String sql) {
    return Objects.requireNonNull(askServer(sql).block());
  }

  /** A session that knows nothing of tenants. */
  Mono<? extends Connection> connect() {
    return Mono.from(ConnectionFactories.get(url).create());
  }

  /** Returns once the server gives this answer. */
  void awaitServer(String sql, String answer) {
    askServer(sql)
        .filter(answer::equals)
        .repeatWhenEmpty(1_000, asked -> asked.delayElements(Duration.ofMillis(10)))
        .block();
  }

  /** The first value, as a session without tenants that is opened for it sees it. */
  Mono<String> askServer(String sql) {
    return Mono.usingWhen(
        ConnectionFactories.get(url).create(),
        connection ->
            Flux.from(connection.createStatement(sql).execute())
                .flatMap(TwoTenants::strings)
                .next(),
        connection -> connection.close());
  }

  /** The pool answers, to the right tenant, and nothing is left open on the server. */
  void assertHealthy() {
    String one = "SELECT owner FROM item WHERE id = " + marker();
    for (String tenant : List.of(a, b)) {
      assertThat(query(one, 1).contextWrite(withSchema(tenant)).collectList().block())
          .containsExactly(tenant);
      assertThat(query(ALL).contextWrite(withSchema(tenant)).collectList().block())
          .hasSizeGreaterThan(1)
          .isSubsetOf(tenant, "new");
    }
    assertThat(onServer(openTransactions())).isEqualTo("0");
  }

  /** All rows of the tenant have one of these owners, which are SQL literals. */
  void assertOwners(String schema, String literals) {
    String others = "SELECT count(*) FROM %s.item WHERE owner NOT IN (%s)";
    assertThat(onServer(others.formatted(schema, literals))).isEqualTo("0");
  }

  /** Asks how many there are. */
  String openTransactions() {
    return isPostgreSql()
        ? "SELECT count(*)::text FROM pg_stat_activity WHERE datname = '%s' AND state LIKE 'idle in%%'"
            .formatted(database.name())
        : ("SELECT count(*) FROM information_schema.innodb_trx JOIN information_schema.processlist"
            + " ON trx_mysql_thread_id = id WHERE db LIKE '"
            + database.name()
            + "%'");
  }

  @Override
  public void close() {
    db.close().block();
    List.copyOf(schemas).forEach(this::drop);
  }
}
