package dev.flexidb.migrate.copy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A copy of a schema on PostgreSQL, made in the caller's transaction. Not thread-safe; it blocks.
 */
public final class PostgreSqlCopy {

  /** Something that the statement builds on is not there yet. */
  private static final Set<String> TOO_EARLY =
      Set.of("42P01", "42704", "42883", "42703", "42P16", "55000", "42830");

  private final Connection connection;
  private final CopyRequest request;

  /** What could not be run yet. */
  private final List<String> early = new ArrayList<>();

  private PostgreSqlCopy(Connection connection, CopyRequest request) {
    this.connection = connection;
    this.request = request;
  }

  /**
   * Copies it; the schema itself has to be there and empty.
   *
   * @throws NotCopiedException if it holds what cannot be copied
   * @throws SQLException if the server refuses
   */
  public static void make(Connection connection, CopyRequest request) throws SQLException {
    new PostgreSqlCopy(connection, request).make();
  }

  /** Whether a text in the schema holds its name, and so would not notice if that changed. */
  public static boolean namesItself(Connection connection, String schema) throws SQLException {
    return !PostgreSqlTexts.naming(connection, schema).isEmpty()
        || !Rows.of(
                connection,
                "SELECT p.oid FROM pg_proc p WHERE p.pronamespace = %s AND strpos(p.proconfig::text, '%s') > 0"
                    .formatted(PostgreSqlObstacles.schema(schema), schema))
            .isEmpty();
  }

  private void make() throws SQLException {
    Rows.run(connection, "SET LOCAL check_function_bodies = off");
    Rows.run(connection, "SET LOCAL row_security = off");
    String schema = PostgreSqlObstacles.schema(request.from());
    standIn(request.from());
    PostgreSqlObstacles.before(connection, request);
    List<String> definitions = told(PostgreSqlDefinitions.of(schema));
    List<String> rows = told(List.of(PostgreSqlRows.copied(schema)), request::copiesRowsOf);
    List<String> behaviour = told(PostgreSqlBehaviour.of(schema));
    List<String> rights = told(PostgreSqlRights.of(schema));
    List<String> sequences =
        request.data() ? PostgreSqlRows.sequences(connection, schema) : List.of();
    standIn(request.to());
    run(definitions);
    for (String each : rows) {
      Rows.run(connection, each);
    }
    run(behaviour);
    requireAll();
    for (String each : sequences) {
      Rows.run(connection, each);
    }
    for (String each : rights) {
      Rows.run(connection, each);
    }
    PostgreSqlObstacles.after(connection, request);
  }

  /** Names of this schema are written, and found, without it; of any other, with it. */
  private void standIn(String schema) throws SQLException {
    Rows.run(connection, "SELECT set_config('search_path', '\"%s\"', true)".formatted(schema));
  }

  private List<String> told(List<String> questions) throws SQLException {
    List<String> statements = new ArrayList<>();
    for (String question : questions) {
      for (String statement : Rows.of(connection, filled(question))) {
        statements.add(withOwnPath(statement));
      }
    }
    return statements;
  }

  private List<String> told(List<String> questions, java.util.function.Predicate<String> wanted)
      throws SQLException {
    List<String> statements = new ArrayList<>();
    for (String question : questions) {
      for (List<String> row : Rows.table(connection, filled(question))) {
        if (wanted.test(row.get(0))) {
          statements.add(row.get(1));
        }
      }
    }
    return statements;
  }

  private String filled(String question) {
    return question
        .replace("{from}", request.from())
        .replace("{from_name}", '"' + request.from() + '"')
        .replace("{to_name}", '"' + request.to() + '"')
        .replace("{from_role}", literal(request.fromRole()))
        .replace("{to_role}", literal(request.toRole()));
  }

  private static String literal(@org.jspecify.annotations.Nullable String text) {
    return text == null ? "NULL" : "'" + text.replace("'", "''") + "'";
  }

  /** A function that sets its own path to the first schema sets it to the copy. */
  private String withOwnPath(String statement) {
    String head = "\n SET search_path TO ";
    int from = statement.indexOf(head);
    if (!statement.startsWith("CREATE OR REPLACE ") || from < 0) {
      return statement;
    }
    int end = statement.indexOf('\n', from + head.length());
    return statement.substring(0, from)
        + statement
            .substring(from, end)
            .replace("'" + request.from() + "'", "'" + request.to() + "'")
        + statement.substring(end);
  }

  /** In this order, and what builds on what comes later, later. */
  private void run(List<String> statements) throws SQLException {
    List<String> left = new ArrayList<>(early);
    left.addAll(statements);
    early.clear();
    boolean progress = true;
    while (progress && !left.isEmpty()) {
      progress = false;
      List<String> again = new ArrayList<>();
      for (String statement : left) {
        if (runs(statement)) {
          progress = true;
        } else {
          again.add(statement);
        }
      }
      left = again;
    }
    early.addAll(left);
  }

  private boolean runs(String statement) throws SQLException {
    Savepoint before = connection.setSavepoint();
    try {
      Rows.run(connection, statement);
      connection.releaseSavepoint(before);
      return true;
    } catch (SQLException failed) {
      if (!TOO_EARLY.contains(String.valueOf(failed.getSQLState()))) {
        throw failed;
      }
      connection.rollback(before);
      return false;
    }
  }

  /** What still cannot be run says why. */
  private void requireAll() throws SQLException {
    for (String statement : early) {
      Rows.run(connection, statement);
    }
  }
}
