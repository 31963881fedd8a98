package dev.flexidb.migrate.copy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The rows of PostgreSQL's tables, and where its sequences stand. */
final class PostgreSqlRows {

  /** A type of the schema's own is another one in the copy, so that its values go as text. */
  private static final String COPIED =
      """
      SELECT c.relname, format('INSERT INTO %%I (%%s) OVERRIDING SYSTEM VALUE SELECT %%s FROM ONLY {from_name}.%%I',
        c.relname, string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum),
        string_agg(CASE WHEN %1$s IN (t.typnamespace, e.typnamespace)
          THEN format('%%I::text::%%s', a.attname, format_type(a.atttypid, a.atttypmod))
          ELSE quote_ident(a.attname) END, ', ' ORDER BY a.attnum), c.relname)
      FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
      JOIN pg_type t ON t.oid = a.atttypid LEFT JOIN pg_type e ON e.oid = t.typelem
      WHERE c.relnamespace = %1$s AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
        AND a.attgenerated = ''
      GROUP BY c.oid, c.relname ORDER BY c.oid
      """;

  private static final String SEQUENCES =
      """
      SELECT quote_ident(c.relname) FROM pg_class c
      WHERE c.relnamespace = %s AND c.relkind = 'S' ORDER BY c.oid
      """;

  private PostgreSqlRows() {}

  /** Gives each table's name and how its rows are copied. */
  static String copied(String schema) {
    return COPIED.formatted(schema);
  }

  /** Puts the copy's sequences to where the first ones stand. */
  static List<String> sequences(Connection connection, String schema) throws SQLException {
    List<String> set = new ArrayList<>();
    for (String sequence : Rows.of(connection, SEQUENCES.formatted(schema))) {
      List<String> at =
          Rows.table(connection, "SELECT last_value, is_called FROM " + sequence).get(0);
      set.add(
          "SELECT setval('%s'::regclass, %s, %s)"
              .formatted(sequence.replace("'", "''"), at.get(0), at.get(1).equals("t")));
    }
    return set;
  }
}
