package dev.flexidb.connection;

import java.util.ArrayList;
import java.util.List;

/**
 * Something that a borrower's own SQL may leave on the server's session.
 *
 * @param sql what leaves it
 * @param look what shows it to whoever comes upon that session
 * @param closes whether it costs the connection, and is not merely taken off the session
 */
record LeftBehind(String sql, String look, boolean closes) {

  private static LeftBehind closed(String sql, String look) {
    return new LeftBehind(sql, look, true);
  }

  private static LeftBehind reset(String code, String look) {
    return new LeftBehind("DO $$ BEGIN " + code + "; END $$", look, false);
  }

  /** Closed unless it says otherwise; what hidden code leaves is reset. */
  static List<LeftBehind> onPostgreSql() {
    String note = "SELECT coalesce(current_setting('app.note', true), '')";
    String scratch = "SELECT owner FROM scratch";
    String channels = "SELECT count(*) FROM pg_listening_channels()";
    String cursors = "SELECT count(*) FROM pg_cursors WHERE name = 'c'";
    String locks =
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()";
    String user = "SELECT current_user::text";
    String timeout = "SHOW statement_timeout";
    return List.of(
        closed("SET default_transaction_read_only = on", "SHOW default_transaction_read_only"),
        closed(
            "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY", "SHOW transaction_read_only"),
        closed(
            "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL SERIALIZABLE",
            "SHOW transaction_isolation"),
        closed("SET statement_timeout = 7777", timeout),
        closed("SET app.note = 'of a'", note),
        closed("SELECT set_config('app.note', 'of a', false)", note),
        closed("UPDATE pg_settings SET setting = '7777' WHERE name = 'statement_timeout'", timeout),
        closed("SET ROLE pg_read_all_data", user),
        closed("SET SESSION AUTHORIZATION pg_read_all_data", user),
        closed("LISTEN news", channels),
        closed(
            "PREPARE p AS SELECT 1",
            "SELECT count(*) FROM pg_prepared_statements WHERE name = 'p'"),
        closed("CREATE TEMPORARY TABLE scratch AS SELECT 'of a' AS owner", scratch),
        closed("CREATE TEMPORARY VIEW scratch AS SELECT 'of a' AS owner", scratch),
        closed("CREATE TABLE pg_temp.scratch AS SELECT 'of a' AS owner", scratch),
        closed("SELECT owner INTO TEMP scratch FROM item", scratch),
        closed("DECLARE c CURSOR WITH HOLD FOR SELECT owner FROM item", cursors),
        closed("SELECT pg_advisory_lock(4711)", locks),
        reset("PERFORM set_config('app.note', 'of a', false)", note),
        reset("SET statement_timeout = 7777", timeout),
        reset("SET default_transaction_read_only = on", "SHOW default_transaction_read_only"),
        reset("SET ROLE pg_read_all_data", user),
        reset("SET SESSION AUTHORIZATION pg_read_all_data", user),
        reset("LISTEN news", channels),
        reset("CREATE TEMPORARY VIEW scratch AS SELECT 'of a' AS owner", scratch),
        reset("EXECUTE 'DECLARE c CURSOR WITH HOLD FOR SELECT owner FROM item'", cursors),
        reset("PERFORM pg_advisory_lock(4711)", locks));
  }

  /**
   * @param a the schema of who leaves it
   * @param b another tenant's
   */
  static List<LeftBehind> onMySql(String a, String b) {
    String lock = "'of " + a + "'";
    List<LeftBehind> all = new ArrayList<>();
    all.add(
        closed(
            "CREATE TEMPORARY TABLE scratch AS SELECT owner FROM item WHERE id = 1",
            "SELECT owner FROM %s.scratch".formatted(a)));
    all.add(closed("LOCK TABLES item READ", "SELECT owner FROM %s.item WHERE id = 1".formatted(b)));
    all.add(closed("HANDLER item OPEN AS h", "HANDLER h READ FIRST"));
    all.add(
        closed(
            "SELECT GET_LOCK(" + lock + ", 0)",
            // For a moment the server may still count it as that of the session that is gone.
            "SELECT coalesce(IS_USED_LOCK(" + lock + ") = CONNECTION_ID(), 0)"));
    all.add(closed("SET @note = 'of a'", "SELECT @note"));
    all.add(closed("SELECT owner INTO @note FROM item WHERE id = 1", "SELECT @note"));
    all.add(closed("SET SESSION sql_mode = 'ANSI_QUOTES'", "SELECT @@sql_mode"));
    all.add(closed("SET sql_select_limit = 1", "SELECT @@sql_select_limit"));
    all.add(
        closed(
            "SET SESSION TRANSACTION ISOLATION LEVEL SERIALIZABLE",
            "SELECT @@transaction_isolation"));
    all.add(closed("SET SESSION TRANSACTION READ ONLY", "SELECT @@transaction_read_only"));
    all.add(closed("SET autocommit = 0", "SELECT @@autocommit"));
    all.add(closed("PREPARE p FROM 'SELECT 1'", "EXECUTE p"));
    all.add(closed("CALL go()", "SELECT @note"));
    return all;
  }

  /** What shows on no session by itself, or would outlast the test. */
  static List<String> unseen(boolean postgreSql) {
    return postgreSql
        ? List.of(
            "RESET ALL",
            "RESET search_path",
            "DISCARD PLANS",
            "DISCARD SEQUENCES",
            "DEALLOCATE ALL",
            "LOAD 'plpgsql'")
        : List.of(
            "SET TRANSACTION READ ONLY", "SET NAMES latin1", "FLUSH TABLES item WITH READ LOCK");
  }
}
