package dev.flexidb.family;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.tenant.SchemaName;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Result;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

/** S11: which statements make their connection unfit for the next borrower. */
class TracesTest {

  private static final Namespace TENANT =
      new Namespace(Optional.of(new SchemaName("acme")), List.of());

  private record Text(String sql) implements Work {
    @Override
    public boolean isText() {
      return true;
    }

    @Override
    public Publisher<? extends Result> executeOn(Connection connection, String before) {
      return Flux.empty();
    }
  }

  private static boolean onPostgreSql(String sql) {
    return DatabaseFamily.of("PostgreSQL").leavesTraces(new Text(sql), TENANT);
  }

  private static boolean onMySql(String sql) {
    return DatabaseFamily.of("MySQL").leavesTraces(new Text(sql), TENANT);
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
        "DO $$ BEGIN PERFORM 1; END $$",
        "CREATE TEMP TABLE t (id int)",
        "CREATE OR REPLACE TEMPORARY VIEW v AS SELECT 1",
        "SELECT * INTO TEMP t FROM item",
        "CREATE TABLE pg_temp.t (id int)",
        "DECLARE c CURSOR WITH HOLD FOR SELECT 1",
        "LISTEN news",
        "PREPARE p AS SELECT 1",
        "SELECT pg_advisory_lock(1)",
        "SELECT pg_try_advisory_lock(1)"
      })
  void findsTracesOnPostgreSql(String sql) {
    assertThat(onPostgreSql(sql)).isTrue();
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
        "SELECT set FROM item"
      })
  void findsNoTracesOnPostgreSql(String sql) {
    assertThat(onPostgreSql(sql)).isFalse();
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
        "CREATE TEMPORARY TABLE t (id int)"
      })
  void findsTracesOnMySql(String sql) {
    assertThat(onMySql(sql)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE item SET owner = 'x'",
        "SELECT @@version",
        "SELECT 'a@b.c'",
        "USE other",
        "SELECT id FROM item FOR UPDATE",
        "INSERT INTO item VALUES (1) ON DUPLICATE KEY UPDATE owner = 'x'"
      })
  void findsNoTracesOnMySql(String sql) {
    assertThat(onMySql(sql)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"USE other", "/*!USE other*/"})
  void movingIsTraceWhereNoTenantIsTold(String sql) {
    assertThat(DatabaseFamily.of("MySQL").leavesTraces(new Text(sql), null)).isTrue();
  }
}
