package dev.flexidb.migrate;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** PostgreSQL. */
final class PostgreSqlDialect extends Dialect {

  private static final Set<String> LOCKED = Set.of("55P03", "40P01", "40001");
  private static final Map<String, String> GRANTED =
      Map.of(
          "TABLES", "SELECT, INSERT, UPDATE, DELETE",
          "SEQUENCES", "USAGE, SELECT, UPDATE",
          "ROUTINES", "EXECUTE");
  private static final Set<String> DUPLICATE = Set.of("42P06", "42P07", "23505");

  /** What waits for the end of a transaction: deferred checks, and new values of an enum. */
  private static final Set<String> WAITING = Set.of("55006", "55P04");

  private static final Set<String> GONE = Set.of("42P01", "3F000");

  /** What Flyway adds a table's hash to for its advisory lock: "Flyway" in bytes, as it adds up. */
  private static final long FLYWAY =
      (0x46L << 40) + (0x6CL << 32) + (0x79L << 24) + (0x77 << 16) + (0x61 << 8) + 0x79;

  @Override
  String flywayUrl() {
    return "jdbc:postgresql:";
  }

  @Override
  String flywayName() {
    return "PostgreSQL";
  }

  @Override
  String quoted(String identifier) {
    return '"' + identifier.replace("\"", "\"\"") + '"';
  }

  /** A literal of any text, however the session reads a backslash. */
  static String anyText(String text) {
    return (text.contains("\\") ? "E" : "") + literal(text.replace("\\", "\\\\"));
  }

  @Override
  String defaultHome(Connection connection) {
    return "public";
  }

  @Override
  boolean undoesDdl() {
    return true;
  }

  @Override
  boolean sharesSchemas() {
    return false;
  }

  @Override
  List<String> session(List<String> searched, Duration lockTimeout) {
    return List.of(
        "SET lock_timeout = " + lockTimeout.toMillis(),
        "SELECT set_config('search_path', %s, false)".formatted(path(searched)));
  }

  @Override
  void enter(Connection connection, List<String> path, Duration lockTimeout) throws SQLException {
    for (String setting : session(path, lockTimeout)) {
      Sql.run(connection, setting);
    }
  }

  private String path(List<String> schemas) {
    return literal(schemas.stream().map(this::quoted).collect(Collectors.joining(", ")));
  }

  @Override
  List<String> createHistory(String schema, String table) {
    String qualified = qualified(schema, table);
    return List.of(
        "CREATE TABLE "
            + qualified
            + " (installed_rank INT NOT NULL, version VARCHAR(50), description VARCHAR(200) NOT"
            + " NULL, type VARCHAR(20) NOT NULL, script VARCHAR(1000) NOT NULL, checksum INTEGER,"
            + " installed_by VARCHAR(100) NOT NULL, installed_on TIMESTAMP NOT NULL DEFAULT now(),"
            + " execution_time INTEGER NOT NULL, success BOOLEAN NOT NULL, CONSTRAINT "
            + quoted(table + "_pk")
            + " PRIMARY KEY (installed_rank))",
        "CREATE INDEX %s ON %s (success)".formatted(quoted(table + "_s_idx"), qualified));
  }

  @Override
  String dropSchema(String schema) {
    return "DROP SCHEMA IF EXISTS " + quoted(schema) + " CASCADE";
  }

  @Override
  List<String> createLedger(String home) {
    return List.of(
        """
        CREATE TABLE IF NOT EXISTS %s (domain VARCHAR(63) NOT NULL, batch INT NOT NULL,
          state VARCHAR(12) NOT NULL, started_at TIMESTAMPTZ NOT NULL DEFAULT now(),
          ended_at TIMESTAMPTZ, PRIMARY KEY (domain, batch))\
        """
            .formatted(qualified(home, Ledger.BATCHES)),
        """
        CREATE TABLE IF NOT EXISTS %s (domain VARCHAR(63) NOT NULL, schema_name VARCHAR(63) NOT NULL,
          version VARCHAR(50) NOT NULL, script VARCHAR(1000) NOT NULL, batch INT NOT NULL,
          state VARCHAR(12) NOT NULL, changed_at TIMESTAMPTZ NOT NULL DEFAULT now(),
          PRIMARY KEY (domain, schema_name, version))\
        """
            .formatted(qualified(home, Ledger.ENTRIES)));
  }

  @Override
  List<String> createRegistry(String home) {
    return List.of(
        """
        CREATE TABLE IF NOT EXISTS %s (id VARCHAR(200) PRIMARY KEY,
          schema_name VARCHAR(63) NOT NULL UNIQUE, state VARCHAR(12) NOT NULL,
          created_at TIMESTAMPTZ NOT NULL DEFAULT now(), changed_at TIMESTAMPTZ NOT NULL DEFAULT now())\
        """
            .formatted(qualified(home, Registry.TABLE)));
  }

  @Override
  String whoAmI() {
    return "SELECT session_user::text";
  }

  @Override
  String login(String told) {
    return quoted(told);
  }

  @Override
  List<String> grant(String schema, String grantee, List<String> histories) {
    String in = quoted(schema);
    List<String> all = new ArrayList<>();
    all.add("GRANT USAGE ON SCHEMA %s TO %s".formatted(in, grantee));
    GRANTED.forEach(
        (kind, rights) -> {
          all.add("GRANT %s ON ALL %s IN SCHEMA %s TO %s".formatted(rights, kind, in, grantee));
          all.add(
              "ALTER DEFAULT PRIVILEGES IN SCHEMA %s GRANT %s ON %s TO %s"
                  .formatted(in, rights, kind, grantee));
        });
    for (String history : histories) {
      // Where there is one: a tenants' domain may have no files.
      all.add(
          "DO $$ BEGIN IF to_regclass(%s) IS NOT NULL THEN REVOKE INSERT, UPDATE, DELETE ON %s FROM %s; END IF; END $$"
              .formatted(literal(qualified(schema, history)), qualified(schema, history), grantee));
    }
    return all;
  }

  @Override
  String upsertLedger(String table) {
    return """
    INSERT INTO %s (domain, schema_name, version, script, batch, state) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (domain, schema_name, version) DO UPDATE
    SET script = excluded.script, batch = excluded.batch, state = excluded.state, changed_at = now()\
    """
        .formatted(table);
  }

  @Override
  String schemasHolding() {
    return "SELECT n.nspname FROM pg_catalog.pg_class c"
        + " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
        + " WHERE c.relname = ? AND c.relkind IN ('r', 'p') ORDER BY 1";
  }

  @Override
  String schemaNamed() {
    return "SELECT nspname FROM pg_catalog.pg_namespace WHERE nspname = ?";
  }

  @Override
  String schemas() {
    return "SELECT nspname FROM pg_catalog.pg_namespace";
  }

  @Override
  String statistics() {
    return "SELECT c.relname, CASE WHEN c.reltuples >= 0 THEN c.reltuples"
        + " ELSE pg_catalog.pg_stat_get_live_tuples(c.oid) END::bigint,"
        + " pg_catalog.pg_total_relation_size(c.oid) FROM pg_catalog.pg_class c"
        + " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
        + " WHERE n.nspname = ? AND c.relkind = 'r'";
  }

  @Override
  String counted(String schema, String table) {
    return "SELECT count(*) FROM ONLY " + qualified(schema, table);
  }

  /** As {@link Standing} makes it. */
  private static String digest() {
    return "coalesce(md5(convert_to(string_agg(%s, ';' ORDER BY installed_rank), 'UTF8')), '')"
        .formatted(HISTORY_ROW);
  }

  /** Beginning of a transaction that is alone in the schema, and finds its history as expected. */
  List<String> begin(
      String schema, String table, List<String> path, @Nullable String digest, Duration wait) {
    String held =
        digest == null
            ? "to_regclass(%s) IS NULL".formatted(literal(qualified(schema, table)))
            : "(SELECT %s FROM %s) = %s"
                .formatted(digest(), qualified(schema, table), literal(digest));
    return List.of(
        "SET LOCAL lock_timeout = " + wait.toMillis(),
        "SELECT set_config('search_path', %s, true), %s::regnamespace"
            .formatted(path(path), literal(quoted(schema))),
        // The same as Flyway's.
        "SELECT pg_advisory_xact_lock(%d)".formatted(FLYWAY + qualified(schema, table).hashCode()),
        "SELECT CAST(CASE WHEN %s THEN '1' ELSE '%s' END AS int)".formatted(held, MOVED));
  }

  /** What the server quotes when the history is not what it was. */
  private static final String MOVED = "history has changed";

  boolean saysMoved(SQLException error) {
    return "22P02".equals(error.getSQLState()) && message(error).contains(MOVED);
  }

  /** Whether each script in a transaction of its own may work where one for all has failed. */
  boolean saysTooMuchAtOnce(Throwable error) {
    SQLException said = FlywayFailure.find(error, SQLException.class);
    return said != null && WAITING.contains(String.valueOf(said.getSQLState()));
  }

  @Override
  boolean tryLead(Connection connection, String what) throws SQLException {
    return Sql.rows(
            connection,
            "SELECT pg_try_advisory_lock(hashtextextended(?, 0))",
            row -> row.getBoolean(1),
            what)
        .get(0);
  }

  @Override
  boolean lead(Connection connection, String what, Duration patience) throws SQLException {
    Sql.run(connection, "SET lock_timeout = " + patience.toMillis());
    try {
      Sql.run(connection, "SELECT pg_advisory_lock(hashtextextended(?, 0))", what);
      return true;
    } catch (SQLException failed) {
      if (saysLocked(failed)) {
        return false;
      }
      throw failed;
    } finally {
      if (!connection.isClosed()) {
        Sql.run(connection, "RESET lock_timeout");
      }
    }
  }

  @Override
  void stopLeading(Connection connection, String what) throws SQLException {
    Sql.run(connection, "SELECT pg_advisory_unlock(hashtextextended(?, 0))", what);
  }

  @Override
  boolean lockHistory(Connection connection, String schema, String table, Duration patience)
      throws SQLException {
    Sql.run(
        connection,
        "SELECT pg_advisory_xact_lock(%d)".formatted(FLYWAY + qualified(schema, table).hashCode()));
    return true;
  }

  @Override
  boolean saysLocked(SQLException error) {
    return LOCKED.contains(String.valueOf(error.getSQLState()));
  }

  @Override
  boolean saysDuplicate(SQLException error) {
    return DUPLICATE.contains(String.valueOf(error.getSQLState()));
  }

  @Override
  boolean saysNoSchema(SQLException error) {
    return "3F000".equals(error.getSQLState());
  }

  @Override
  boolean saysGone(SQLException error) {
    return GONE.contains(String.valueOf(error.getSQLState()));
  }

  @Override
  int lineOf(SQLException error, String sql) {
    ServerErrorMessage told =
        error instanceof PSQLException own ? own.getServerErrorMessage() : null;
    int position = told == null ? 0 : Math.min(told.getPosition(), sql.length());
    return (int) sql.substring(0, Math.max(position, 0)).chars().filter(c -> c == '\n').count();
  }

  @Override
  String message(SQLException error) {
    ServerErrorMessage told =
        error instanceof PSQLException own ? own.getServerErrorMessage() : null;
    return told == null || told.getMessage() == null
        ? super.message(error)
        : "%s: %s (%s)"
            .formatted(
                String.valueOf(told.getSeverity()).toUpperCase(Locale.ROOT),
                told.getMessage(),
                told.getSQLState());
  }
}
