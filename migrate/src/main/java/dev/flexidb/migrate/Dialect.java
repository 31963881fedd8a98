package dev.flexidb.migrate;

import dev.flexidb.error.InvalidConfigurationException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is particular to one family of databases, as far as migrations go. Thread-safe. */
abstract sealed class Dialect permits PostgreSqlDialect, MySqlDialect {

  /** In front of the name of a domain: the table that stock Flyway is pointed at. */
  private static final String HISTORY = "flyway_history_";

  static Dialect of(String database, String jdbcUrl) {
    if (jdbcUrl.startsWith("jdbc:postgresql:")) {
      return new PostgreSqlDialect();
    }
    if (jdbcUrl.startsWith("jdbc:mysql:") || jdbcUrl.startsWith("jdbc:mariadb:")) {
      return new MySqlDialect();
    }
    throw new InvalidConfigurationException(
        ("database \"%s\": its JDBC URL is for a server that migrations are not made for; give one"
                + " of jdbc:postgresql, jdbc:mysql or jdbc:mariadb")
            .formatted(database));
  }

  /** The name of a domain's history table. */
  /** What counts of a row of a history. */
  static final String HISTORY_ROW =
      "concat_ws('|', coalesce(version, ''), description, type, coalesce(checksum, 0), success)";

  static String historyTable(String domain) {
    return HISTORY + domain;
  }

  /** The start of a URL that Flyway finds its types of database by. */
  abstract String flywayUrl();

  /** Flyway's name of the one that is meant: of those for a URL it takes any first. */
  abstract String flywayName();

  abstract String quoted(String identifier);

  final String qualified(String schema, String table) {
    return quoted(schema) + "." + quoted(table);
  }

  /** Where what tenants share is, when the configuration names nothing. */
  abstract String defaultHome(Connection connection) throws SQLException;

  /** Whether a failure takes back the tables that the same transaction made. */
  abstract boolean undoesDdl();

  /** Whether the schemas of all databases of a server are the same. */
  abstract boolean sharesSchemas();

  /** What a session is told that finds names in these schemas, and waits so long for a lock. */
  abstract List<String> session(List<String> searched, Duration lockTimeout);

  /** Has the session work in the first of these schemas. */
  abstract void enter(Connection connection, List<String> path, Duration lockTimeout)
      throws SQLException;

  /** Makes an empty history table, as Flyway does. */
  abstract List<String> createHistory(String schema, String table);

  /** Drops a schema with all that is in it, if it is there. */
  abstract String dropSchema(String schema);

  abstract List<String> createLedger(String home);

  /** The table of the tenants, with all that it needs, where it is not there yet. */
  abstract List<String> createRegistry(String home);

  /** Who is logged in, as one row. */
  abstract String whoAmI();

  /** A login as the server has told it, as a name in SQL. */
  abstract String login(String told);

  /**
   * Gives whoever serves a tenant all that a service needs in its schema, and in what migrations
   * add to it later.
   *
   * @param grantee as a name in SQL
   * @param histories tables that it only reads
   */
  abstract List<String> grant(String schema, String grantee, List<String> histories);

  /** One row of the ledger, put in or replaced: domain, schema, version, script, batch, state. */
  abstract String upsertLedger(String table);

  /** The names of schemas that hold this table (one parameter). */
  abstract String schemasHolding();

  /** Whether there is a schema of this name (one parameter): a row, or none. */
  abstract String schemaNamed();

  /** The names of all schemas. */
  abstract String schemas();

  /**
   * The tables of a schema, the rows and the bytes in them as the server guesses (one parameter).
   */
  abstract String statistics();

  /** Asks for the rows of one table. */
  String counted(String schema, String table) {
    return "SELECT count(*) FROM " + qualified(schema, table);
  }

  /** This number, and each row of a schema's history: its rank, and all else that counts. */
  final String history(int number, String schema, String table) {
    return "SELECT %d, installed_rank, %s FROM %s"
        .formatted(number, HISTORY_ROW, qualified(schema, table));
  }

  /** Whether this connection leads from now on; it does not wait. */
  abstract boolean tryLead(Connection connection, String what) throws SQLException;

  abstract void stopLeading(Connection connection, String what) throws SQLException;

  /** As {@link #tryLead}, and waits. */
  abstract boolean lead(Connection connection, String what, Duration patience) throws SQLException;

  /** Whether somebody is migrating this schema just now, by Flyway's own lock. */
  boolean isBusy(Connection connection, String schema, String table) throws SQLException {
    return false;
  }

  /**
   * Takes Flyway's own lock on a history, so that nobody migrates the schema; in a transaction,
   * where there is one, and for as long.
   */
  abstract boolean lockHistory(
      Connection connection, String schema, String table, Duration patience) throws SQLException;

  /** Gives it back where that takes no end of a transaction. */
  void unlockHistory(Connection connection, String schema, String table) throws SQLException {
    // The transaction has ended.
  }

  /** Whether somebody else held a lock for too long, so that later it may work. */
  abstract boolean saysLocked(SQLException error);

  /** Whether the error says that there is one of that name already. */
  abstract boolean saysDuplicate(SQLException error);

  /** Whether the error says that the schema is not there. */
  abstract boolean saysNoSchema(SQLException error);

  /** Whether the table or schema that was asked for has gone. */
  abstract boolean saysGone(SQLException error);

  /** Whether no server is behind the connection any more. */
  final boolean saysDown(SQLException error) {
    @Nullable String state = error.getSQLState();
    return state != null && (state.startsWith("08") || state.startsWith("57P"));
  }

  /** In which line of the statement, counted from zero, the server found the error. */
  int lineOf(SQLException error, String sql) {
    return 0;
  }

  /** The server's words alone. */
  String message(SQLException error) {
    return String.valueOf(error.getMessage());
  }

  /** A literal of text that holds no control characters. */
  static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }
}
