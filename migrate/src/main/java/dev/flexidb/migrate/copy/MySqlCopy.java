package dev.flexidb.migrate.copy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A copy of a schema on MySQL and MariaDB. What is made stays when it fails: the caller drops it.
 * Not thread-safe; it blocks.
 */
public final class MySqlCopy {

  /** No such table, function or procedure; a view that leads to none. */
  private static final Set<Integer> TOO_EARLY = Set.of(1146, 1305, 1356);

  private final Connection connection;
  private final CopyRequest request;

  private MySqlCopy(Connection connection, CopyRequest request) {
    this.connection = connection;
    this.request = request;
  }

  /** What makes the schema itself, with its character set. */
  public static String creation(Connection connection, CopyRequest request) throws SQLException {
    List<String> told =
        Rows.table(
                connection,
                ("SELECT default_character_set_name, default_collation_name FROM"
                        + " information_schema.schemata WHERE schema_name = '%s'")
                    .formatted(request.from()))
            .get(0);
    return "CREATE SCHEMA `%s` CHARACTER SET %s COLLATE %s"
        .formatted(request.to(), told.get(0), told.get(1));
  }

  /**
   * Copies it; the schema itself has to be there and empty.
   *
   * @throws NotCopiedException if it holds what cannot be copied
   * @throws SQLException if the server refuses
   */
  public static void make(Connection connection, CopyRequest request) throws SQLException {
    String mode = Rows.of(connection, "SELECT @@sql_mode").get(0);
    MySqlCopy copy = new MySqlCopy(connection, request);
    try {
      copy.make();
    } finally {
      if (!connection.isClosed()) {
        copy.mode(mode);
        Rows.run(connection, "SET SESSION foreign_key_checks = 1, unique_checks = 1");
      }
    }
  }

  private void make() throws SQLException {
    Rows.run(
        connection,
        "SET SESSION sql_quote_show_create = 1, foreign_key_checks = 0, unique_checks = 0");
    // What it says of itself is quoted as this says.
    mode("");
    connection.setCatalog(request.from());
    List<Routine> routines = MySqlRoutines.of(connection, request.from());
    refuse(routines);
    List<String> tables = tables("BASE TABLE', 'SYSTEM VERSIONED");
    List<String> first = new ArrayList<>();
    for (String sequence : tables("SEQUENCE")) {
      first.add(shown("SEQUENCE", sequence, 1));
    }
    for (String table : tables) {
      first.add(table(table));
    }
    List<String> views = new ArrayList<>();
    for (String view : tables("VIEW")) {
      views.add(shown("VIEW", view, 1));
    }
    List<String> counters = request.data() ? counters() : List.of();
    connection.setCatalog(request.to());
    mode("");
    inAnyOrder(first);
    mode("NO_AUTO_VALUE_ON_ZERO");
    for (String table : tables) {
      if (request.copiesRowsOf(table)) {
        Rows.run(connection, rows(table));
      }
    }
    for (String counter : counters) {
      Rows.run(connection, counter);
    }
    // A function may be what a view asks, and a trigger may call it.
    for (Routine routine : routines) {
      mode(routine.mode());
      if (!routine.isTrigger()) {
        Rows.run(connection, routine.sql());
      }
    }
    mode("");
    inAnyOrder(views);
    for (Routine routine : routines) {
      if (routine.isTrigger()) {
        mode(routine.mode());
        Rows.run(connection, routine.sql());
      }
    }
    for (String grant : MySqlGrants.of(connection, request.from(), request.to())) {
      Rows.run(connection, grant);
    }
  }

  private void refuse(List<Routine> routines) {
    List<String> found =
        routines.stream()
            .filter(routine -> RoutineText.names(routine.sql(), request.from()))
            .map(routine -> "the %s, whose text names the schema".formatted(routine.name()))
            .collect(Collectors.toList());
    if (!found.isEmpty()) {
      throw new NotCopiedException(request.from(), found);
    }
  }

  private void mode(String mode) throws SQLException {
    Rows.run(connection, "SET SESSION sql_mode = '%s'".formatted(mode));
  }

  private List<String> tables(String type) throws SQLException {
    return Rows.of(
        connection,
        "SELECT table_name FROM information_schema.tables WHERE table_schema = '%s' AND table_type IN ('%s') ORDER BY 1"
            .formatted(request.from(), type));
  }

  /** What the server says makes it, in the copy. */
  private String shown(String kind, String name, int column) throws SQLException {
    String said =
        Rows.table(connection, "SHOW CREATE %s %s".formatted(kind, quoted(name)))
            .get(0)
            .get(column);
    return QuotedText.withSchema(said, request.from(), request.to());
  }

  private String table(String name) throws SQLException {
    String sql = shown("TABLE", name, 1);
    return request.copiesRowsOf(name)
        ? sql
        : sql.replaceFirst("(\\n\\) .*?) AUTO_INCREMENT=\\d+", "$1");
  }

  private String rows(String table) throws SQLException {
    String columns =
        Rows.of(
                connection,
                ("SELECT column_name FROM information_schema.columns WHERE table_schema = '%s'"
                        + " AND table_name = '%s' AND coalesce(generation_expression, '') = ''"
                        + " ORDER BY ordinal_position")
                    .formatted(request.from(), table.replace("'", "''")))
            .stream()
            .map(MySqlCopy::quoted)
            .collect(Collectors.joining(", "));
    return "INSERT INTO %s (%s) SELECT %s FROM %s.%s"
        .formatted(quoted(table), columns, columns, quoted(request.from()), quoted(table));
  }

  /** MariaDB's sequences go on from where the first ones stand. */
  private List<String> counters() throws SQLException {
    List<String> set = new ArrayList<>();
    for (String sequence : tables("SEQUENCE")) {
      String next =
          Rows.of(connection, "SELECT next_not_cached_value FROM " + quoted(sequence)).get(0);
      set.add("SELECT setval(%s, %s, 0)".formatted(quoted(sequence), next));
    }
    return set;
  }

  /** Views build on views. */
  private void inAnyOrder(List<String> statements) throws SQLException {
    List<String> left = statements;
    while (!left.isEmpty()) {
      List<String> again = new ArrayList<>();
      SQLException last = null;
      for (String statement : left) {
        try {
          Rows.run(connection, statement);
        } catch (SQLException failed) {
          if (!TOO_EARLY.contains(failed.getErrorCode())) {
            throw failed;
          }
          last = failed;
          again.add(statement);
        }
      }
      if (last != null && again.size() == left.size()) {
        throw last;
      }
      left = again;
    }
  }

  static String quoted(String name) {
    return '`' + name.replace("`", "``") + '`';
  }
}
