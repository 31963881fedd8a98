package dev.flexidb.migrate;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a schema's history holds, in short: two of one digest hold the same.
 *
 * @param rank the highest of its rows
 * @param digest null where there is no history table
 */
record Standing(String schema, int rank, @Nullable String digest) {

  /** Schemas asked about in one statement. */
  private static final int AT_ONCE = 200;

  private static final int ATTEMPTS = 3;

  /**
   * Of many schemas, in few statements. A schema that goes meanwhile is told as one without a
   * history.
   */
  static List<Standing> of(
      Dialect dialect, Connection connection, Collection<String> schemas, String table)
      throws SQLException {
    for (int attempt = 1; ; attempt++) {
      try {
        return read(dialect, connection, schemas, table);
      } catch (SQLException failed) {
        if (attempt == ATTEMPTS || !dialect.saysGone(failed)) {
          throw failed;
        }
      }
    }
  }

  private static List<Standing> read(
      Dialect dialect, Connection connection, Collection<String> schemas, String table)
      throws SQLException {
    Set<String> holding =
        new HashSet<>(
            Sql.rows(connection, dialect.schemasHolding(), row -> row.getString(1), table));
    List<Standing> all = new ArrayList<>();
    List<String> asked = new ArrayList<>();
    for (String schema : schemas) {
      if (holding.contains(schema)) {
        asked.add(schema);
      } else {
        all.add(new Standing(schema, 0, null));
      }
    }
    for (int from = 0; from < asked.size(); from += AT_ONCE) {
      String question =
          asked.subList(from, Math.min(asked.size(), from + AT_ONCE)).stream()
              .map(schema -> dialect.standing(schema, table))
              .collect(Collectors.joining(" UNION ALL "));
      all.addAll(
          Sql.rows(
              connection,
              question,
              row -> new Standing(row.getString(1), row.getInt(2), row.getString(3))));
    }
    return all;
  }
}
