package dev.flexidb.migrate.copy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What a copy of a schema could not hold, or would share with the first one. */
final class PostgreSqlObstacles {

  /** Each one a description; {@code %1$s} is the schema. */
  private static final String UNKNOWN =
      """
      SELECT 'the aggregate ' || p.oid::regprocedure FROM pg_proc p
        WHERE p.pronamespace = %1$s AND p.prokind = 'a'
      UNION ALL SELECT 'the operator ' || o.oid::regoperator FROM pg_operator o
        WHERE o.oprnamespace = %1$s
      UNION ALL SELECT 'the operator class ' || o.opcname FROM pg_opclass o
        WHERE o.opcnamespace = %1$s
      UNION ALL SELECT 'the operator family ' || o.opfname FROM pg_opfamily o
        WHERE o.opfnamespace = %1$s
      UNION ALL SELECT 'the cast from ' || s.oid::regtype || ' to ' || t.oid::regtype
        FROM pg_cast o JOIN pg_type s ON s.oid = o.castsource JOIN pg_type t ON t.oid = o.casttarget
        WHERE %1$s IN (s.typnamespace, t.typnamespace) AND t.typtype <> 'm'
      UNION ALL SELECT 'the collation ' || o.collname FROM pg_collation o
        WHERE o.collnamespace = %1$s
      UNION ALL SELECT 'the conversion ' || o.conname FROM pg_conversion o
        WHERE o.connamespace = %1$s
      UNION ALL SELECT 'the text search configuration ' || o.cfgname FROM pg_ts_config o
        WHERE o.cfgnamespace = %1$s
      UNION ALL SELECT 'the text search dictionary ' || o.dictname FROM pg_ts_dict o
        WHERE o.dictnamespace = %1$s
      UNION ALL SELECT 'the text search parser ' || o.prsname FROM pg_ts_parser o
        WHERE o.prsnamespace = %1$s
      UNION ALL SELECT 'the text search template ' || o.tmplname FROM pg_ts_template o
        WHERE o.tmplnamespace = %1$s
      UNION ALL SELECT 'the foreign table ' || c.relname FROM pg_class c
        WHERE c.relnamespace = %1$s AND c.relkind = 'f'
      UNION ALL SELECT 'the typed table ' || c.relname FROM pg_class c
        WHERE c.relnamespace = %1$s AND c.relkind IN ('r', 'p') AND c.reloftype <> 0
      UNION ALL SELECT 'the extension ' || e.extname FROM pg_extension e
        WHERE e.extnamespace = %1$s
      UNION ALL SELECT 'the base type ' || t.typname FROM pg_type t
        WHERE t.typnamespace = %1$s AND t.typtype = 'b'
          AND NOT EXISTS (SELECT FROM pg_type e WHERE e.typarray = t.oid)
      UNION ALL SELECT 'the range type ' || t.typname || ' with a canonical function'
        FROM pg_range r JOIN pg_type t ON t.oid = r.rngtypid
        WHERE t.typnamespace = %1$s AND r.rngcanonical <> 0
      UNION ALL SELECT 'the range type ' || t.typname || ' with an operator class of its own'
        FROM pg_range r JOIN pg_type t ON t.oid = r.rngtypid JOIN pg_opclass o ON o.oid = r.rngsubopc
        WHERE t.typnamespace = %1$s AND NOT o.opcdefault
      """;

  private PostgreSqlObstacles() {}

  /**
   * @throws NotCopiedException if there are any before it is begun
   */
  static void before(Connection connection, CopyRequest request) throws SQLException {
    String schema = schema(request.from());
    List<String> found = new ArrayList<>(Rows.of(connection, UNKNOWN.formatted(schema)));
    found.addAll(PostgreSqlTexts.naming(connection, request.from()));
    refuse(request, found);
  }

  /**
   * @throws NotCopiedException if the copy does not stand on its own
   */
  static void after(Connection connection, CopyRequest request) throws SQLException {
    refuse(request, PostgreSqlLinks.between(connection, request.to(), request.from()));
  }

  private static void refuse(CopyRequest request, List<String> found) {
    if (!found.isEmpty()) {
      throw new NotCopiedException(request.from(), found);
    }
  }

  static String schema(String name) {
    return "'\"%s\"'::regnamespace".formatted(name);
  }
}
