package dev.flexidb.migrate.copy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** The rights in a schema of the MySQL family, as far as they are granted for it by name. */
final class MySqlGrants {

  /** In the name of a schema, _ and % stand for others in a grant. */
  private static final String QUESTION =
      """
      SELECT concat('GRANT ', group_concat(privilege_type SEPARATOR ', '), ' ON `%2$s`.* TO ',
          grantee, if(is_grantable = 'YES', ' WITH GRANT OPTION', ''))
        FROM information_schema.schema_privileges
        WHERE table_schema IN ('%1$s', '%3$s') AND privilege_type <> 'USAGE'
        GROUP BY grantee, is_grantable
      UNION ALL
      SELECT concat('GRANT ', group_concat(privilege_type SEPARATOR ', '), ' ON `%4$s`.`',
          replace(table_name, '`', '``'), '` TO ', grantee,
          if(is_grantable = 'YES', ' WITH GRANT OPTION', ''))
        FROM information_schema.table_privileges
        WHERE table_schema = '%1$s' AND privilege_type <> 'USAGE'
        GROUP BY table_name, grantee, is_grantable
      UNION ALL
      SELECT concat('GRANT ', privilege_type, ' (`', replace(column_name, '`', '``'), '`) ON `%4$s`.`',
          replace(table_name, '`', '``'), '` TO ', grantee,
          if(is_grantable = 'YES', ' WITH GRANT OPTION', ''))
        FROM information_schema.column_privileges WHERE table_schema = '%1$s'
      """;

  private MySqlGrants() {}

  static List<String> of(Connection connection, String from, String to) throws SQLException {
    return Rows.of(
        connection, QUESTION.formatted(from, to.replace("_", "\\_"), from.replace("_", "\\_"), to));
  }
}
