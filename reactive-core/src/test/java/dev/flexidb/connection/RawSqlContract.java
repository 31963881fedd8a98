package dev.flexidb.connection;

import static dev.flexidb.connection.Eventually.becomes;
import static dev.flexidb.tenant.TenantContext.withSchema;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.embedded.TestDatabase;
import dev.flexidb.error.NoInsertException;
import io.r2dbc.spi.Batch;
import io.r2dbc.spi.Result;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** S11: what users write in their SQL does not reach the next borrower of the connection. */
interface RawSqlContract extends Contract {

  String INSERT = "INSERT INTO item (id, owner) VALUES (50, 'new')";

  /** The statements, one after the other on one connection of tenant a, which is then closed. */
  private static void run(TwoTenants tenants, String... statements) {
    StepVerifier.create(
            tenants
                .with(c -> Flux.just(statements).concatMap(sql -> TwoTenants.update(c, sql)))
                .contextWrite(withSchema(tenants.a))
                .then())
        .verifyComplete();
  }

  /** The server's list of locks is that of all its databases. */
  private static String ofDatabase(TwoTenants tenants) {
    return "database = (SELECT oid FROM pg_database WHERE datname = '%s')"
        .formatted(tenants.database.name());
  }

  @Test
  @DisplayName("S12: BEGIN as text is rolled back on close")
  default void rollsBackRawBegin(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      run(tenants, "BEGIN", INSERT);
      assertThat(tenants.count(tenants.a)).isEqualTo(3);
      tenants.assertHealthy();
    }
  }

  @Test
  @DisplayName("S12: COMMIT and ROLLBACK as text end the transaction, and the tenant stays")
  default void followsRawEnds(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      run(tenants, "BEGIN", INSERT, "COMMIT", "DELETE FROM item WHERE id = 50");
      assertThat(tenants.count(tenants.a)).isEqualTo(3);
      run(tenants, "BEGIN", INSERT, "ROLLBACK", INSERT);
      assertThat(tenants.count(tenants.a)).isEqualTo(4);
      tenants.assertHealthy();
    }
  }

  @Test
  @DisplayName(
      "S12: COMMIT as text inside beginTransaction() leaves later statements in the tenant")
  default void keepsTenantAfterRawCommit(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      Mono<Void> work =
          tenants
              .with(
                  c ->
                      c.beginTransaction()
                          .then(TwoTenants.update(c, INSERT))
                          .then(TwoTenants.update(c, "COMMIT"))
                          .thenMany(TwoTenants.strings(c, TwoTenants.ALL))
                          .doOnNext(owner -> assertThat(owner).isIn(tenants.a, "new"))
                          .then(c.commitTransaction()))
              .then();
      StepVerifier.create(work.contextWrite(withSchema(tenants.a))).verifyComplete();
      assertThat(tenants.count(tenants.a)).isEqualTo(4);
      tenants.assertHealthy();
    }
  }

  @Test
  @DisplayName("S11: moving the session to another schema as text does not move the next borrower")
  default void undoesMovesToOtherSchema(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      List<String> moves =
          tenants.isPostgreSql()
              ? List.of(
                  "SET search_path = %s",
                  "SET SESSION search_path TO %s",
                  "SET SCHEMA '%s'",
                  "SELECT set_config('search_path', '%s', false)",
                  "DO $$ BEGIN PERFORM set_config('search_path', '%s', false); END $$",
                  "BEGIN; SET search_path = %s; COMMIT")
              : List.of("USE %s", "uSe `%s`", "/*!USE %s*/", "/*!50000USE %s*/");
      for (String move : moves) {
        run(tenants, move.formatted(tenants.b));
        tenants.assertHealthy();
        assertRestsNowhere(tenants);
        run(tenants, "BEGIN", move.formatted(tenants.b));
        tenants.assertHealthy();
      }
    }
  }

  @Test
  @DisplayName("S11: code that hides a move or a setting does not reach the next borrower")
  default void undoesHiddenMoves(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      List<String> hidden =
          tenants.isPostgreSql()
              ? List.of(
                  "SELECT go()",
                  "DO $$ BEGIN PERFORM go(); END $$",
                  "SELECT \"go\"()",
                  "SELECT 1 FROM item a JOIN item b ON go() = 1")
              : List.of(
                  "CALL go()",
                  "EXECUTE IMMEDIATE CONCAT('U', 'SE %s')",
                  "BEGIN NOT ATOMIC EXECUTE IMMEDIATE 'USE %s'; END",
                  "/*M!100000 USE %s*/");
      database.execute(
          tenants.isPostgreSql()
              ? """
                CREATE FUNCTION %s.go() RETURNS int LANGUAGE plpgsql AS $$ BEGIN
                  CREATE TEMP TABLE IF NOT EXISTS scratch AS SELECT owner FROM item;
                  PERFORM set_config('search_path', '%s', false);
                  PERFORM set_config('app.note', 'left', false);
                  PERFORM set_config('statement_timeout', '1', false);
                  PERFORM pg_advisory_lock(4711);
                  RETURN 1; END $$"""
                  .formatted(tenants.a, tenants.b)
              : "CREATE PROCEDURE %s.go() SET @note = 'left', autocommit = 0".formatted(tenants.a));
      for (String move : hidden) {
        // Not every server knows every one of them.
        tenants
            .with(c -> TwoTenants.update(c, move.formatted(tenants.b)))
            .onErrorComplete(io.r2dbc.spi.R2dbcException.class)
            .contextWrite(withSchema(tenants.a))
            .blockLast();
        tenants.assertHealthy();
        String note =
            tenants.isPostgreSql()
                ? "SELECT CASE WHEN coalesce(current_setting('app.note', true), '') = ''"
                    + " AND to_regclass('scratch') IS NULL THEN 'none' ELSE 'left' END"
                : "SELECT CASE WHEN @note IS NULL THEN 'none' ELSE 'left' END";
        StepVerifier.create(tenants.query(note).contextWrite(withSchema(tenants.b)))
            .expectNext("none")
            .verifyComplete();
      }
      if (tenants.isPostgreSql()) {
        becomes(
            "0",
            tenants.askServer(
                "SELECT count(*)::text FROM pg_locks WHERE locktype = 'advisory' AND "
                    + ofDatabase(tenants)));
      }
    }
  }

  @Test
  @DisplayName("S11: a comment that ends a text of a batch hides none of the others")
  default void readsEveryTextOfBatch(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      String move = move(tenants);
      String note = note(tenants);
      for (List<String> texts :
          List.of(
              List.of("SELECT 1 -- nightly job", move),
              List.of("SELECT 1 -- nightly job", note),
              List.of("SELECT 1 # nightly job", move),
              List.of("SELECT 1 # nightly job", note),
              // One driver takes the semicolon away, and with it the end of the comment.
              List.of("SELECT 1 -- nightly job;\n", "'\n; " + move + " -- '"),
              List.of("SELECT 1 -- nightly job;\n", "'\n; " + note + " -- '"),
              List.of("SELECT 1 -- nightly job", "SET autocommit = 0"),
              List.of("SELECT 1 -- nightly job", "BEGIN", "DELETE FROM item"))) {
        assertLeavesNothing(tenants, connection -> batch(connection, texts));
      }
    }
  }

  private static String move(TwoTenants tenants) {
    return (tenants.isPostgreSql() ? "SET search_path = " : "USE ") + tenants.b;
  }

  private static String note(TwoTenants tenants) {
    return tenants.isPostgreSql() ? "SET app.note = 'of a'" : "SET @note = 'of a'";
  }

  /** Whatever the work of tenant a says, and whether the server knows it or not. */
  private static void assertLeavesNothing(
      TwoTenants tenants, Function<LogicalConnection, Publisher<Long>> work) {
    tenants
        .with(work)
        .onErrorComplete(io.r2dbc.spi.R2dbcException.class)
        .contextWrite(withSchema(tenants.a))
        .blockLast();
    tenants.assertHealthy();
    String noteOf = tenants.isPostgreSql() ? "current_setting('app.note', true)" : "@note";
    String left = "SELECT CASE WHEN coalesce(%s, '') = '' THEN 'none' ELSE 'left' END";
    StepVerifier.create(tenants.query(left.formatted(noteOf)).contextWrite(withSchema(tenants.b)))
        .expectNext("none")
        .verifyComplete();
    run(tenants, "DELETE FROM item WHERE id = 3", "INSERT INTO item VALUES (3, 'new')");
    assertThat(tenants.onServer("SELECT owner FROM " + tenants.a + ".item WHERE id = 3"))
        .isEqualTo("new");
  }

  private static Flux<Long> batch(LogicalConnection connection, List<String> texts) {
    Batch batch = connection.createBatch();
    texts.forEach(batch::add);
    return Flux.from(batch.execute()).flatMap(Result::getRowsUpdated);
  }

  @Test
  @DisplayName("S11: what a comment or a literal ends with on a server is seen as code")
  default void seesCodeBehindComments(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      for (String hidden :
          List.of(
              "SELECT 1 -- x\r; %s",
              "SELECT 1 -- x\r\n; %s",
              "SELECT 1 --\u007f'\n; %s",
              "SELECT 1 --\u0001'\n; %s",
              "SELECT 1 -- \"\n; %s")) {
        for (String sql : List.of(move(tenants), note(tenants))) {
          assertLeavesNothing(
              tenants, connection -> TwoTenants.update(connection, hidden.formatted(sql)));
        }
      }
    }
  }

  @Test
  @DisplayName("S11: a lock taken through a quoted name does not reach the next borrower")
  default void freesLocksOfQuotedFunctions(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      List<String> locking =
          tenants.isPostgreSql()
              ? List.of(
                  "SELECT \"pg_advisory_lock\"(4712)",
                  "SELECT pg_catalog.\"pg_advisory_lock\" -- x\n (4712)",
                  "SELECT U&\"pg\\005fadvisory_lock\"(4712)",
                  "SELECT U&\"pg!005fadvisory_lock\" UESCAPE '!' (4712)")
              : List.of(
                  "SELECT `GET_LOCK`('mine', 0)",
                  "SELECT `get_lock` /* x */ ('mine', 0)",
                  "DO `Get_Lock` -- x\n ('mine', 0)");
      for (String lock : locking) {
        run(tenants, lock);
        tenants.assertHealthy();
        String held =
            tenants.isPostgreSql()
                ? "SELECT count(*)::text FROM pg_locks WHERE locktype = 'advisory' AND objid = 4712"
                    + " AND "
                    + ofDatabase(tenants)
                : "SELECT IFNULL(IS_USED_LOCK('mine'), 0)";
        becomes("0", tenants.askServer(held));
      }
    }
  }

  @Test
  @DisplayName("S11: a tenant's schema that was replaced is gone to again")
  default void findsReplacedSchema(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      // MariaDB alone knows it.
      tenants
          .with(c -> TwoTenants.update(c, "CREATE OR REPLACE DATABASE " + tenants.a))
          .onErrorComplete(io.r2dbc.spi.R2dbcException.class)
          .contextWrite(withSchema(tenants.a))
          .blockLast();
      database.execute(
          "CREATE TABLE IF NOT EXISTS %s.item (id int PRIMARY KEY, owner varchar(64))"
              .formatted(tenants.a),
          "DELETE FROM %s.item".formatted(tenants.a),
          "INSERT INTO %1$s.item VALUES (1, '%1$s'), (2, '%1$s')".formatted(tenants.a));
      tenants.assertHealthy();
    }
  }

  /** Leaving the transaction that carries the tenant leads nowhere, not to where others were. */
  private static void assertRestsNowhere(TwoTenants tenants) {
    if (tenants.isPostgreSql()) {
      StepVerifier.create(
              tenants.query("COMMIT; SELECT owner FROM item").contextWrite(withSchema(tenants.a)))
          .verifyError(io.r2dbc.spi.R2dbcBadGrammarException.class);
    }
  }

  @Test
  @DisplayName("S11: settings and temporary tables of the session do not reach the next borrower")
  default void dropsSessionState(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      if (tenants.isPostgreSql()) {
        run(tenants, "SET statement_timeout = 1");
        String scratch = "TABLE scratch AS SELECT owner FROM %s.item".formatted(tenants.a);
        for (String temporary :
            List.of(
                "CREATE TEMPORARY " + scratch,
                "SET LOCAL search_path = pg_temp; CREATE " + scratch,
                "SET LOCAL SCHEMA 'pg_temp'; CREATE " + scratch,
                "SELECT set_config('search_path', 'pg_temp', true); CREATE " + scratch,
                "CREATE " + scratch.replace("scratch", "U&\"pg\\005ftemp\".scratch"))) {
          run(tenants, temporary);
          StepVerifier.create(
                  tenants.query("SELECT owner FROM scratch").contextWrite(withSchema(tenants.b)))
              .verifyError(io.r2dbc.spi.R2dbcBadGrammarException.class);
        }
        for (String word : List.of("local", "transaction", "constraints")) {
          run(tenants, "SET %s.note = 'of a'".formatted(word));
          StepVerifier.create(
                  tenants
                      .query("SELECT current_setting('%s.note')".formatted(word))
                      .contextWrite(withSchema(tenants.b)))
              .verifyError(io.r2dbc.spi.R2dbcException.class);
        }
        run(tenants, "DO $$ BEGIN EXECUTE 'PREPARE p AS SELECT 1'; END $$");
        run(tenants, "PREPARE p AS SELECT 2");
        run(tenants, "DECLARE c CURSOR WITH HOLD FOR SELECT owner FROM item");
        StepVerifier.create(tenants.query("FETCH ALL FROM c").contextWrite(withSchema(tenants.b)))
            .verifyError(io.r2dbc.spi.R2dbcException.class);
      } else {
        run(tenants, "SET autocommit = 0");
        run(tenants, INSERT);
        assertThat(tenants.count(tenants.a)).isEqualTo(4);
        run(tenants, "SELECT owner INTO @left_behind FROM item WHERE id = 1");
        StepVerifier.create(
                tenants.query("SELECT @left_behind").contextWrite(withSchema(tenants.b)))
            .expectNext("null")
            .verifyComplete();
        run(tenants, "PREPARE p FROM 'SELECT owner FROM item'");
        StepVerifier.create(tenants.query("EXECUTE p").contextWrite(withSchema(tenants.b)))
            .verifyError(io.r2dbc.spi.R2dbcException.class);
      }
      tenants.assertHealthy();
    }
  }

  @Test
  @DisplayName(
      "S11: the number of the session's last insert is told to who inserted, to nobody else")
  default void tellsLastInsertToItsMaker(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      boolean postgres = tenants.isPostgreSql();
      for (String tenant : List.of(tenants.a, tenants.b)) {
        database.execute(
            "CREATE TABLE %s.numbered (id %s PRIMARY KEY, note varchar(9))"
                .formatted(tenant, postgres ? "serial" : "int AUTO_INCREMENT"));
      }
      String insert = "INSERT INTO numbered (note) VALUES ('new')";
      List<String> asking =
          postgres
              ? List.of(
                  "SELECT lastval()",
                  "SELECT pg_catalog.lastval ( )",
                  "SELECT \"lastval\"()",
                  "SELECT \"pg_catalog\" . \"lastval\" /* the last */ ( )",
                  "SELECT U&\"lastva\\006c\"()",
                  "SELECT pg_catalog.u&\"lastva\\+00006c\"()",
                  "SELECT U&\"lastva!006c\" UESCAPE '!' ()")
              : List.of(
                  "SELECT last_insert_id()",
                  "SELECT `LAST_INSERT_ID`()",
                  "SELECT `last_insert_id` /* the last */ ( )",
                  "SELECT @@identity",
                  "SELECT @@`Identity`",
                  "SELECT @@last_insert_id",
                  "SELECT @@session.`last_insert_id`");
      for (String ask : asking) {
        StepVerifier.create(
                tenants
                    .with(c -> TwoTenants.update(c, insert).thenMany(TwoTenants.strings(c, ask)))
                    .contextWrite(withSchema(tenants.a)))
            .expectNextCount(1)
            .verifyComplete();
        StepVerifier.create(
                tenants
                    .with(
                        c ->
                            TwoTenants.update(c, "DELETE FROM numbered WHERE id < 0")
                                .thenMany(TwoTenants.strings(c, ask)))
                    .contextWrite(withSchema(tenants.b)))
            .verifyErrorSatisfies(
                error ->
                    assertThat(error)
                        .isInstanceOf(NoInsertException.class)
                        .hasMessageContaining("insert first on the same connection"));
      }
      run(tenants, insert);
      String number = postgres ? "lastval()" : "LAST_INSERT_ID()";
      for (String ask :
          List.of(
              "INSERT INTO numbered (note) VALUES (" + number + ")",
              "SELECT replace('a', 'b', 'c'), " + number,
              "SELECT id, " + number + " FROM item FOR UPDATE")) {
        StepVerifier.create(tenants.query(ask).contextWrite(withSchema(tenants.b)))
            .verifyError(NoInsertException.class);
      }
      tenants.assertHealthy();
    }
  }

  @Test
  @DisplayName("S11: a batch asks for the number of its own insert alone")
  default void refusesForeignLastInsertInBatch(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      boolean postgres = tenants.isPostgreSql();
      for (String tenant : List.of(tenants.a, tenants.b)) {
        database.execute(
            "CREATE TABLE %s.numbered (id %s PRIMARY KEY, note varchar(9))"
                .formatted(tenant, postgres ? "serial" : "int AUTO_INCREMENT"));
      }
      String insert = "INSERT INTO numbered (note) VALUES ('new')";
      String ask = postgres ? "SELECT lastval()" : "SELECT last_insert_id()";
      run(tenants, insert);
      StepVerifier.create(
              tenants
                  .with(c -> batch(c, List.of("SELECT 1 -- nightly job", ask)))
                  .contextWrite(withSchema(tenants.b)))
          .verifyError(NoInsertException.class);
      StepVerifier.create(
              tenants
                  .with(c -> batch(c, List.of("SELECT 1", insert, ask)))
                  .contextWrite(withSchema(tenants.b))
                  .then())
          .verifyComplete();
    }
  }
}
