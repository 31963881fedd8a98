package dev.flexidb.migrate;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** MySQL and MariaDB, where a schema is a database and DDL commits by itself. */
final class MySqlDialect extends Dialect {

  private static final int LOCK_WAIT = 1205;
  private static final int DEADLOCK = 1213;
  private static final int DATABASE_EXISTS = 1007;
  private static final int DUPLICATE_KEY = 1062;
  private static final int NO_DATABASE = 1049;
  private static final int NO_TABLE = 1146;

  @Override
  String flywayUrl() {
    return "jdbc:mariadb:";
  }

  @Override
  String flywayName() {
    return "MariaDB";
  }

  @Override
  String quoted(String identifier) {
    return '`' + identifier.replace("`", "``") + '`';
  }

  @Override
  String defaultHome(Connection connection) throws SQLException {
    return String.valueOf(connection.getCatalog());
  }

  @Override
  boolean undoesDdl() {
    return false;
  }

  @Override
  boolean sharesSchemas() {
    return true;
  }

  @Override
  List<String> session(List<String> searched, Duration lockTimeout) {
    long seconds = Math.max(1, lockTimeout.toSeconds());
    return List.of(
        "SET SESSION lock_wait_timeout = %d, innodb_lock_wait_timeout = %d"
            .formatted(seconds, seconds));
  }

  @Override
  void enter(Connection connection, List<String> path, Duration lockTimeout) throws SQLException {
    for (String setting : session(path, lockTimeout)) {
      Sql.run(connection, setting);
    }
    // By the driver, so that the pool knows and takes it back.
    connection.setCatalog(path.get(0));
  }

  @Override
  List<String> createHistory(String schema, String table) {
    String qualified = qualified(schema, table);
    return List.of(
        "CREATE TABLE IF NOT EXISTS "
            + qualified
            + " (installed_rank INT NOT NULL, version VARCHAR(50), description VARCHAR(200) NOT"
            + " NULL, type VARCHAR(20) NOT NULL, script VARCHAR(1000) NOT NULL, checksum INT,"
            + " installed_by VARCHAR(100) NOT NULL, installed_on TIMESTAMP NOT NULL DEFAULT"
            + " CURRENT_TIMESTAMP, execution_time INT NOT NULL, success BOOL NOT NULL, CONSTRAINT "
            + quoted(table + "_pk")
            + " PRIMARY KEY (installed_rank), INDEX "
            + quoted(table + "_s_idx")
            + " (success)) ENGINE=InnoDB");
  }

  @Override
  String dropSchema(String schema) {
    return "DROP SCHEMA IF EXISTS " + quoted(schema);
  }

  @Override
  List<String> createLedger(String home) {
    return List.of(
        """
        CREATE TABLE IF NOT EXISTS %s (domain VARCHAR(63) NOT NULL, batch INT NOT NULL,
          state VARCHAR(12) NOT NULL, started_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
          ended_at TIMESTAMP NULL, PRIMARY KEY (domain, batch))\
        """
            .formatted(qualified(home, Ledger.BATCHES)),
        """
        CREATE TABLE IF NOT EXISTS %s (domain VARCHAR(63) NOT NULL, schema_name VARCHAR(64) NOT NULL,
          version VARCHAR(50) NOT NULL, script VARCHAR(1000) NOT NULL, batch INT NOT NULL,
          state VARCHAR(12) NOT NULL, changed_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
          PRIMARY KEY (domain, schema_name, version))\
        """
            .formatted(qualified(home, Ledger.ENTRIES)));
  }

  @Override
  List<String> createRegistry(String home) {
    // Names that differ in case or accents alone are not the same.
    return List.of(
        """
        CREATE TABLE IF NOT EXISTS %s (id VARCHAR(200) CHARACTER SET ascii COLLATE ascii_bin PRIMARY KEY,
          schema_name VARCHAR(63) CHARACTER SET ascii COLLATE ascii_bin NOT NULL UNIQUE,
          state VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
          created_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
          changed_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP)\
        """
            .formatted(qualified(home, Registry.TABLE)));
  }

  @Override
  String whoAmI() {
    return "SELECT CURRENT_USER()";
  }

  /** Told as user@host, where the user may hold an @ and the host none. */
  @Override
  String login(String told) {
    int at = told.lastIndexOf('@');
    return quoted(told.substring(0, at)) + "@" + quoted(told.substring(at + 1));
  }

  @Override
  List<String> grant(String schema, String grantee, List<String> histories) {
    // In a grant, _ and % in the name of a schema stand for others.
    return List.of(
        "GRANT SELECT, INSERT, UPDATE, DELETE, EXECUTE, SHOW VIEW, CREATE TEMPORARY TABLES ON %s.* TO %s"
            .formatted(quoted(schema.replace("_", "\\_")), grantee));
  }

  @Override
  String upsertLedger(String table) {
    return """
    REPLACE INTO %s (domain, schema_name, version, script, batch, state) VALUES (?, ?, ?, ?, ?, ?)\
    """
        .formatted(table);
  }

  @Override
  String schemasHolding() {
    return "SELECT table_schema FROM information_schema.tables WHERE table_name = ? ORDER BY 1";
  }

  @Override
  String schemaNamed() {
    return "SELECT schema_name FROM information_schema.schemata WHERE schema_name = ?";
  }

  @Override
  String schemas() {
    return "SELECT schema_name FROM information_schema.schemata";
  }

  @Override
  String statistics() {
    return "SELECT table_name, coalesce(table_rows, 0), coalesce(data_length, 0) + coalesce(index_length, 0)"
        + " FROM information_schema.tables WHERE table_schema = ? AND table_type IN ('BASE TABLE', 'SYSTEM VERSIONED')";
  }

  @Override
  boolean tryLead(Connection connection, String what) throws SQLException {
    return Sql.rows(connection, "SELECT GET_LOCK(?, 0)", row -> row.getInt(1), name(what)).get(0)
        == 1;
  }

  @Override
  boolean lead(Connection connection, String what, Duration patience) throws SQLException {
    return Sql.rows(
                connection,
                "SELECT GET_LOCK(?, ?)",
                row -> row.getInt(1),
                name(what),
                Math.max(1, patience.toSeconds()))
            .get(0)
        == 1;
  }

  @Override
  void stopLeading(Connection connection, String what) throws SQLException {
    Sql.rows(connection, "SELECT RELEASE_LOCK(?)", row -> row.getInt(1), name(what));
  }

  @Override
  boolean lockHistory(Connection connection, String schema, String table, Duration patience)
      throws SQLException {
    return Sql.rows(
                connection,
                "SELECT GET_LOCK(?, ?)",
                row -> row.getInt(1),
                flywayLock(schema, table),
                Math.max(1, patience.toSeconds()))
            .get(0)
        == 1;
  }

  @Override
  void unlockHistory(Connection connection, String schema, String table) throws SQLException {
    Sql.rows(connection, "SELECT RELEASE_LOCK(?)", row -> row.getInt(1), flywayLock(schema, table));
  }

  private String flywayLock(String schema, String table) {
    return "Flyway-" + qualified(schema, table).hashCode();
  }

  @Override
  boolean isBusy(Connection connection, String schema, String table) throws SQLException {
    return Sql.rows(
            connection,
            "SELECT IS_USED_LOCK(?) IS NOT NULL",
            row -> row.getBoolean(1),
            flywayLock(schema, table))
        .get(0);
  }

  /** A lock's name is the whole server's, and has at most 64 characters. */
  private static String name(String what) {
    return UUID.nameUUIDFromBytes(what.getBytes(StandardCharsets.UTF_8)).toString();
  }

  @Override
  boolean saysLocked(SQLException error) {
    return error.getErrorCode() == LOCK_WAIT || error.getErrorCode() == DEADLOCK;
  }

  @Override
  boolean saysDuplicate(SQLException error) {
    return error.getErrorCode() == DATABASE_EXISTS || error.getErrorCode() == DUPLICATE_KEY;
  }

  @Override
  boolean saysNoSchema(SQLException error) {
    return error.getErrorCode() == NO_DATABASE;
  }

  @Override
  boolean saysGone(SQLException error) {
    return error.getErrorCode() == NO_TABLE || error.getErrorCode() == NO_DATABASE;
  }

  @Override
  String message(SQLException error) {
    // The driver puts the number of its connection in front.
    return "%s (%s)"
        .formatted(super.message(error).replaceFirst("^\\(conn=\\d+\\) ", ""), error.getSQLState());
  }
}
