package dev.flexidb.family;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.tenant.SchemaName;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** S11: which statements make their connection unfit for the next borrower. */
class LeftoverTest {

  private static final Namespace TENANT =
      new Namespace(Optional.of(new SchemaName("acme")), List.of());

  private static Leftover onPostgreSql(String sql) {
    return DatabaseFamily.of("PostgreSQL").leftoverOf(new Text(sql), TENANT);
  }

  private static Leftover onMySql(String sql) {
    return DatabaseFamily.of("MySQL").leftoverOf(new Text(sql), TENANT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SET search_path = other",
        "  set\n statement_timeout = 1",
        "SET SESSION search_path TO other",
        "SET SCHEMA 'other'",
        "SET ROLE admin",
        "SELECT 1; /* now */ SET work_mem = '1MB'",
        "SELECT set_config('search_path', 'other', false)",
        "SELECT SET_CONFIG ('search_path', $1, $2)",
        "CREATE TEMP TABLE t (id int)",
        "CREATE OR REPLACE TEMPORARY VIEW v AS SELECT 1",
        "SELECT * INTO TEMP t FROM item",
        "CREATE TABLE pg_temp.t (id int)",
        "DECLARE c CURSOR WITH HOLD FOR SELECT 1",
        "LISTEN news",
        "PREPARE p AS SELECT 1",
        "SELECT pg_advisory_lock(1)",
        "SELECT pg_try_advisory_lock(1)",
        "SELECT pg_advisory_lock_shared(1)",
        "SELECT pg_catalog . pg_try_advisory_lock_shared(1)",
        "SELECT \"pg_advisory_lock\"(1)",
        "SELECT \"set_config\"('search_path', 'other', false)",
        "SELECT set_config('search_path', lower('other'), false), abs(1)",
        "SELECT U&\"set_c\\006fnfig\"('work_mem', '1MB', false)",
        "CREATE TABLE \"pg_temp\".t (id int)",
        "CREATE TABLE U&\"pg\\005ftemp\".t (id int)",
        "CREATE TABLE u&\"pg\\+00005ftemp\".t (id int)",
        "CREATE TABLE U&\"pg!005ftemp\" UESCAPE '!' .t (id int)",
        "SELECT * FROM pg_temp_3.t",
        "UPDATE pg_settings SET setting = '1' WHERE name = 'work_mem'",
        "UPDATE pg_catalog.\"pg_settings\" SET setting = '1'",
        "WITH a AS (UPDATE pg_settings SET setting = '1' RETURNING 1) SELECT * FROM a",
        "RESET ALL",
        "DISCARD ALL",
        "DEALLOCATE ALL",
        "LOAD 'auto_explain'",
        "SET local.note = 'of a'",
        "SET transaction . note = 'of a'",
        "SET constraints.note TO 'of a'",
        "SELECT E'\\'', 'a\\', E'b'\n'\\'' ; SET work_mem = '1MB'; --'",
        "SELECT '\\'; SET work_mem = '1MB'; --'",
        "SELECT dblink_connect('other')",
        "a statement that nobody knows"
      })
  void lastsOnPostgreSql(String sql) {
    assertThat(onPostgreSql(sql)).isEqualTo(Leftover.LASTING);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE item SET owner = 'x'",
        "INSERT INTO item VALUES (1) ON CONFLICT (id) DO UPDATE SET owner = 'x'",
        "SET LOCAL statement_timeout = 1",
        "SET TRANSACTION READ ONLY",
        "SET CONSTRAINTS ALL DEFERRED",
        "SELECT set_config('app.user', $1, true)",
        "SELECT temp FROM sensor",
        "SELECT 'set x; SET y; CREATE TEMP TABLE'",
        "SELECT pg_advisory_xact_lock(1)",
        "BEGIN",
        "SELECT set FROM item",
        "",
        "(SELECT 1) UNION (SELECT 2)",
        "INSERT INTO item (id, owner) VALUES ($1, $2) RETURNING id",
        "INSERT INTO shop.item (id) SELECT id FROM item AS i (id)",
        "WITH total (n) AS (SELECT count(*) FROM item) SELECT n::numeric(10, 2) FROM total",
        "SELECT date_trunc('day', now()), pg_catalog.lower('X'), row_number() OVER (ORDER BY id)",
        "CREATE TABLE IF NOT EXISTS thing (id int PRIMARY KEY, name varchar(20) CHECK (id > 0))",
        "CREATE INDEX ON item (owner)",
        "CREATE UNIQUE INDEX CONCURRENTLY i ON shop.item (owner)",
        "SELECT a.id FROM item a JOIN item b ON lower(a.owner) = b.owner AND (a.id = b.id)",
        "SET LOCAL search_path = other; SELECT 1",
        "SET LOCAL statement_timeout = 1; CREATE TABLE t (id int)",
        "SELECT \"temp\" FROM sensor",
        "SELECT U&\"d\\0061t\\\\a\" FROM sensor",
        "SELECT U&'d!0061ta' UESCAPE '!' FROM sensor",
        "UPDATE item SET owner = 'pg_settings'"
      })
  void leavesNothingOnPostgreSql(String sql) {
    assertThat(onPostgreSql(sql)).isEqualTo(Leftover.NONE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DO $$ BEGIN PERFORM 1; END $$",
        "SET LOCAL search_path = 'pg_temp'; CREATE TABLE t (id int)",
        "SET LOCAL SCHEMA 'pg_temp'; CREATE TABLE t (id int)",
        "SELECT set_config('search_path', 'pg_temp', true); SELECT 1 AS id INTO t",
        "SELECT * FROM item a JOIN item b ON report(a.id)",
        "CREATE TABLE t AS SELECT 1 FROM item a JOIN item b ON shop.report(a.id)",
        "CREATE INDEX ON item (report(id))",
        "CREATE TABLE index AS SELECT 1 FROM item a JOIN item b ON report(a.id)",
        "CALL monthly_report()",
        "SELECT report()",
        "SELECT shop.count(1)",
        "SELECT \"Report\" (1)",
        "SELECT query_to_xml('SET work_mem = 1', true, true, '')",
        "EXECUTE p"
      })
  void isHiddenOnPostgreSql(String sql) {
    assertThat(onPostgreSql(sql)).isEqualTo(Leftover.HIDDEN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SET autocommit = 0",
        "set names utf8mb4",
        "/*!40101 SET sql_mode = '' */",
        "SELECT owner INTO @x FROM item",
        "SELECT @x := 1",
        "SELECT @`x`",
        "PREPARE p FROM 'SELECT 1'",
        "LOCK TABLES item READ",
        "HANDLER item OPEN",
        "SELECT GET_LOCK('x', 1)",
        "SELECT `get_lock` ('x', 1)",
        "SELECT `GET_LOCK`/* x */('x', 1)",
        "SELECT \"Get_Lock\"('x', 1)",
        "SELECT GÉT_LOCK('x', 1)",
        "SELECT \"a\\\"; SET @x = 1; -- \"",
        "CREATE TEMPORARY TABLE t (id int)",
        "CALL monthly_report()",
        "EXECUTE IMMEDIATE 'SET @x = 1'",
        "BEGIN NOT ATOMIC SET SESSION sql_mode = ''; END",
        "FLUSH TABLES WITH READ LOCK",
        "/*!50000SET @x = 1*/",
        "/*M!100000 SET @x = 1*/",
        "SELECT '\\'; SET @x = 1; -- '",
        "SELECT 1; CALL monthly_report()",
        "CREATE FUNCTION f() RETURNS int LANGUAGE JAVASCRIPT AS $$ ' $$; SELECT 1; -- '",
        "CREATE FUNCTION f() RETURNS int LANGUAGE JAVASCRIPT AS $a$ ' $a$; SELECT 1; -- '",
        "a statement that nobody knows"
      })
  void lastsOnMySql(String sql) {
    assertThat(onMySql(sql)).isEqualTo(Leftover.LASTING);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE item SET owner = 'x'",
        "SELECT @@version",
        "SELECT 'a@b.c'",
        "USE other",
        "SELECT id FROM item FOR UPDATE",
        "INSERT INTO item VALUES (1) ON DUPLICATE KEY UPDATE owner = 'x'",
        "BEGIN",
        "begin work",
        "START TRANSACTION READ ONLY",
        "SELECT @@session.sql_mode, @@version",
        "SELECT a$b$c, $5 FROM item",
        "SELECT `get_lock`, \"get_lock\", 'get_lock' FROM item",
        "INSERT INTO `temporary` (`set`) VALUES (\"SET @x = 1\")",
        "INSERT INTO größe_n (id) VALUES (1)",
        "SELECT \"it\\\"s\", 'it\\'s' FROM item",
        "WITH t AS (SELECT 1) SELECT * FROM t",
        ""
      })
  void leavesNothingOnMySql(String sql) {
    assertThat(onMySql(sql)).isEqualTo(Leftover.NONE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"USE other", "/*!USE other*/", "SELECT 1; uSe other"})
  void movingLastsWhereNoTenantIsTold(String sql) {
    assertThat(DatabaseFamily.of("MySQL").leftoverOf(new Text(sql), null))
        .isEqualTo(Leftover.LASTING);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "USE other",
        "DROP DATABASE other",
        "CREATE OR REPLACE DATABASE other",
        "CREATE OR REPLACE SCHEMA other",
        "SELECT 1; USE other",
        "EXECUTE IMMEDIATE CONCAT('U', 'SE other')",
        "CALL go()",
        "/*!50000USE other*/"
      })
  void mayMoveOnMySql(String sql) {
    assertThat(MySqlLeftovers.of(sql).moves()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"SELECT 'use'", "INSERT INTO item VALUES (1)", "SELECT use_by FROM item"})
  void staysOnMySql(String sql) {
    assertThat(MySqlLeftovers.of(sql).moves()).isFalse();
  }

  /** With the square of the depth it would take minutes. */
  @Test
  void takesTimeByTheLengthOfTheText() {
    int depth = 200_000;
    assertThat(
            onPostgreSql("SELECT " + "set_config('a.b', ".repeat(depth) + ", true)".repeat(depth)))
        .isEqualTo(Leftover.NONE);
    assertThat(onPostgreSql("SELECT " + "set_config(".repeat(depth))).isEqualTo(Leftover.LASTING);
  }
}
