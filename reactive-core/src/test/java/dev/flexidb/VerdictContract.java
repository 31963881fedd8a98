package dev.flexidb;

import static dev.flexidb.tenant.TenantContext.withSchema;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.batch.CircuitState;
import dev.flexidb.batch.Verdict;
import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.TestDatabase;
import io.r2dbc.spi.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** What the drivers' own errors say about a database. */
@DisplayName("F21: which errors the circuit counts")
interface VerdictContract {

  String SLOW =
      "SELECT count(*) FROM information_schema.columns a, information_schema.columns b,"
          + " information_schema.columns c";

  private static ReactiveFlexiDb over(TestDatabase database) {
    return ReactiveFlexiDb.builder()
        .database("app", DatabaseConfig.of(database.r2dbcUrl()))
        .build();
  }

  private static Mono<Void> run(Connection connection, String sql) {
    return Flux.from(connection.createStatement(sql).execute())
        .concatMap(result -> Flux.from(result.map(row -> true)).then())
        .then();
  }

  private static void expect(Verdict verdict, ReactiveFlexiDb db, Mono<?> work) {
    work.as(StepVerifier::create)
        .verifyErrorSatisfies(
            error -> assertThat(ErrorVerdict.of(error)).as(error.toString()).isEqualTo(verdict));
    db.close().block();
  }

  private static void expectOf(Verdict verdict, TestDatabase database, String... statements) {
    ReactiveFlexiDb db = over(database);
    expect(
        verdict,
        db,
        Flux.usingWhen(
                db.get("app").create(),
                connection ->
                    Flux.fromIterable(List.of(statements)).concatMap(sql -> run(connection, sql)),
                Connection::close)
            .then());
  }

  @Test
  default void aSyntaxErrorIsAnAnswer(TestDatabase database) {
    expectOf(Verdict.SUCCESS, database, "SELEC 1");
  }

  @Test
  default void aMissingTableIsAnAnswer(TestDatabase database) {
    expectOf(Verdict.SUCCESS, database, "SELECT * FROM missing");
  }

  @Test
  default void aBrokenConstraintIsAnAnswer(TestDatabase database) {
    database.execute("CREATE TABLE t (id int PRIMARY KEY)", "INSERT INTO t VALUES (1)");

    expectOf(Verdict.SUCCESS, database, "INSERT INTO t VALUES (1)");
  }

  @Test
  default void aValueThatDoesNotFitIsAnAnswer(TestDatabase database) {
    database.execute("CREATE TABLE t (v varchar(1))");

    expectOf(Verdict.SUCCESS, database, "INSERT INTO t VALUES ('long')");
  }

  @Test
  default void aStatementThatIsNotPermittedIsAnAnswer(TestDatabase database) {
    String user = "u_" + database.name();
    boolean postgreSql = database.server().kind() == DatabaseKind.POSTGRESQL;
    database.execute("CREATE TABLE t (id int)");
    database.execute("CREATE TABLE seen (id int)");
    if (postgreSql) {
      database.execute("CREATE USER " + user + " PASSWORD 'pw'", "GRANT SELECT ON seen TO " + user);
    } else {
      database.execute(
          "CREATE USER " + user + " IDENTIFIED BY 'pw'",
          "GRANT SELECT ON " + database.name() + ".seen TO " + user);
    }
    String url =
        "r2dbc:%s://%s:pw@127.0.0.1:%d/%s"
            .formatted(
                database.r2dbcUrl().split(":", 3)[1],
                user,
                database.server().port(),
                database.name());
    ReactiveFlexiDb db = ReactiveFlexiDb.builder().database("app", DatabaseConfig.of(url)).build();
    Mono<Void> work =
        Mono.usingWhen(
            db.get("app").create(),
            connection -> run(connection, "SELECT * FROM t"),
            Connection::close);

    expect(Verdict.SUCCESS, db, work);
    database.execute(postgreSql ? "DROP OWNED BY " + user : "SELECT 1", "DROP USER " + user);
  }

  @Test
  default void aDeadlockIsAnAnswer(TestDatabase database) {
    database.execute(
        "CREATE TABLE t (id int PRIMARY KEY, v int)", "INSERT INTO t VALUES (1, 0), (2, 0)");
    ReactiveFlexiDb db = over(database);
    Mono<Void> work =
        Mono.usingWhen(
            db.get("app").create(),
            one ->
                Mono.usingWhen(
                    db.get("app").create(),
                    two ->
                        Mono.from(one.beginTransaction())
                            .then(Mono.from(two.beginTransaction()))
                            .then(run(one, "UPDATE t SET v = 1 WHERE id = 1"))
                            .then(run(two, "UPDATE t SET v = 2 WHERE id = 2"))
                            .then(
                                Mono.when(
                                    run(one, "UPDATE t SET v = 1 WHERE id = 2"),
                                    run(two, "UPDATE t SET v = 2 WHERE id = 1"))),
                    Connection::close),
            Connection::close);

    expect(Verdict.SUCCESS, db, work);
  }

  @Test
  default void aConnectionThatTheServerEndedIsAFailure(TestDatabase database) {
    ObservedServer server = new ObservedServer(database);
    ReactiveFlexiDb db = over(database);
    Mono<Void> work =
        Mono.usingWhen(
            db.get("app").create(),
            connection ->
                Mono.from(connection.createStatement(server.ownId()).execute())
                    .flatMap(
                        r ->
                            Mono.from(r.map(row -> Objects.requireNonNull(row.get(0, Long.class)))))
                    .flatMap(server::kill)
                    .then(run(connection, "SELECT 1")),
            Connection::close);

    expect(Verdict.FAILURE, db, work);
  }

  @Test
  default void aConnectionThatTheServerEndsInAStatementIsAFailure(TestDatabase database) {
    ObservedServer server = new ObservedServer(database);
    ReactiveFlexiDb db = over(database);
    Mono<Void> work =
        Mono.usingWhen(
            db.get("app").create(),
            connection ->
                Mono.from(connection.createStatement(server.ownId()).execute())
                    .flatMap(
                        r ->
                            Mono.from(r.map(row -> Objects.requireNonNull(row.get(0, Long.class)))))
                    .flatMap(
                        id ->
                            Mono.when(
                                run(connection, server.sleep(30)),
                                Mono.delay(Duration.ofMillis(200)).then(server.kill(id)))),
            Connection::close);

    expect(Verdict.FAILURE, db, work);
  }

  @Test
  default void aStatementThatTookLongerThanItsUserAllowsIsAnAnswer(TestDatabase database) {
    switch (database.server().kind()) {
      case POSTGRESQL ->
          expectOf(
              Verdict.SUCCESS,
              database,
              "BEGIN",
              "SET LOCAL statement_timeout = 50",
              "SELECT pg_sleep(30)");
      case MARIADB -> expectOf(Verdict.SUCCESS, database, "SET max_statement_time = 0.05", SLOW);
      case MYSQL -> expectOf(Verdict.SUCCESS, database, "SET max_execution_time = 50", SLOW);
    }
  }

  @Test
  default void aLockThatAnotherTransactionHoldsIsAnAnswer(TestDatabase database) {
    database.execute("CREATE TABLE t (id int PRIMARY KEY)", "INSERT INTO t VALUES (1)");
    boolean postgreSql = database.server().kind() == DatabaseKind.POSTGRESQL;
    ReactiveFlexiDb db = over(database);
    Mono<Void> work =
        Mono.usingWhen(
            db.get("app").create(),
            holder ->
                Mono.from(holder.beginTransaction())
                    .then(run(holder, "DELETE FROM t"))
                    .then(
                        Mono.usingWhen(
                            db.get("app").create(),
                            waiter ->
                                run(
                                        waiter,
                                        postgreSql
                                            ? "SET lock_timeout = 50"
                                            : "SET innodb_lock_wait_timeout = 1")
                                    .then(run(waiter, "DELETE FROM t")),
                            Connection::close)),
            Connection::close);

    expect(Verdict.SUCCESS, db, work);
  }

  @Test
  default void aStatementThatTookLongerThanTheSpiWasToldIsAnAnswer(TestDatabase database) {
    ReactiveFlexiDb db = over(database);
    Mono<Void> work =
        Mono.usingWhen(
            db.get("app").create(),
            connection ->
                Mono.from(connection.setStatementTimeout(Duration.ofMillis(500)))
                    .then(run(connection, SLOW)),
            Connection::close);

    expect(Verdict.SUCCESS, db, work);
  }

  @Test
  default void aTenantThatDoesNotExistNeverOpensTheCircuit(TestDatabase database) {
    ReactiveFlexiDb db =
        ReactiveFlexiDb.builder()
            .database(
                "app",
                DatabaseConfig.of(database.r2dbcUrl()).withTenancy(Tenancy.schemaPerTenant()))
            .build();

    db.get("app")
        .sql("SELECT 1")
        .fetch()
        .all()
        .contextWrite(withSchema("nobody_has_this_schema"))
        .onErrorComplete()
        .repeat(5)
        .as(StepVerifier::create)
        .verifyComplete();

    assertThat(db.stats())
        .extractingByKey("app")
        .satisfies(
            stats -> {
              assertThat(stats.failedQueries()).isEqualTo(6);
              assertThat(stats.circuit()).isEqualTo(CircuitState.CLOSED);
            });
    db.close().block();
  }
}
