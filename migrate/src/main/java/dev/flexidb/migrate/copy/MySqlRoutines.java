package dev.flexidb.migrate.copy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The functions, procedures, triggers and events of a schema of the MySQL family. */
final class MySqlRoutines {

  private static final String NAMES =
      """
      SELECT routine_type, routine_name FROM information_schema.routines
        WHERE routine_schema = '%1$s'
      UNION ALL SELECT 'TRIGGER', trigger_name FROM information_schema.triggers
        WHERE trigger_schema = '%1$s'
      UNION ALL SELECT 'EVENT', event_name FROM information_schema.events
        WHERE event_schema = '%1$s'
      """;

  private MySqlRoutines() {}

  /**
   * @throws NotCopiedException if the login may not see a text, or there is a package
   */
  static List<Routine> of(Connection connection, String schema) throws SQLException {
    List<Routine> all = new ArrayList<>();
    List<String> unfit = new ArrayList<>();
    for (List<String> named : Rows.table(connection, NAMES.formatted(schema))) {
      String kind = named.get(0);
      String name = "%s %s".formatted(kind.toLowerCase(Locale.ROOT), named.get(1));
      if (kind.startsWith("PACKAGE")) {
        unfit.add("the " + name);
        continue;
      }
      List<String> told =
          Rows.table(
                  connection, "SHOW CREATE %s %s".formatted(kind, MySqlCopy.quoted(named.get(1))))
              .get(0);
      String sql = told.get(kind.equals("EVENT") ? 3 : 2);
      if (sql.isEmpty()) {
        unfit.add("the %s, whose text is hidden from this login".formatted(name));
      }
      all.add(new Routine(kind, name, told.get(1), sql));
    }
    if (!unfit.isEmpty()) {
      throw new NotCopiedException(schema, unfit);
    }
    return all;
  }
}
