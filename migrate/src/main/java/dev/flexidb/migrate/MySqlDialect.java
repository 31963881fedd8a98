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
    return "DROP SCHEMA " + quoted(schema);
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
  String standing(String schema, String table) {
    // A digest of a digest: group_concat cuts what is longer than 1,024 bytes.
    return ("SELECT %s, coalesce(max(installed_rank), 0), coalesce(concat(count(*), ':', sum(crc32("
            + "concat_ws('|', installed_rank, coalesce(version, ''), description, type,"
            + " coalesce(checksum, 0), success)))), '') FROM %s")
        .formatted(literal(schema), qualified(schema, table));
  }

  @Override
  boolean tryLead(Connection connection, String what) throws SQLException {
    return Sql.rows(connection, "SELECT GET_LOCK(?, 0)", row -> row.getInt(1), name(what)).get(0)
        == 1;
  }

  @Override
  void stopLeading(Connection connection, String what) throws SQLException {
    Sql.rows(connection, "SELECT RELEASE_LOCK(?)", row -> row.getInt(1), name(what));
  }

  @Override
  boolean isBusy(Connection connection, String schema, String table) throws SQLException {
    return Sql.rows(
            connection,
            "SELECT IS_USED_LOCK(?) IS NOT NULL",
            row -> row.getBoolean(1),
            "Flyway-" + qualified(schema, table).hashCode())
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
  boolean saysNoSchema(SQLException error) {
    return error.getErrorCode() == NO_DATABASE;
  }

  @Override
  boolean saysGone(SQLException error) {
    return error.getErrorCode() == NO_TABLE || error.getErrorCode() == NO_DATABASE;
  }

  @Override
  String message(SQLException error) {
    return "%s (%s)".formatted(super.message(error), error.getSQLState());
  }
}
