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
      UNION ALL SELECT 'the collation ' || o.collname FROM pg_collation o
        WHERE o.collnamespace = %1$s
      UNION ALL SELECT 'the conversion ' || o.conname FROM pg_conversion o
        WHERE o.connamespace = %1$s
      UNION ALL SELECT 'the text search configuration ' || o.cfgname FROM pg_ts_config o
        WHERE o.cfgnamespace = %1$s
      UNION ALL SELECT 'the text search dictionary ' || o.dictname FROM pg_ts_dict o
        WHERE o.dictnamespace = %1$s
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
      """;

  /** A text is not looked into by the server, so that nobody would notice where it leads. */
  private static final String NAMED =
      """
      SELECT 'the function ' || p.oid::regprocedure || ', whose text names the schema' FROM pg_proc p
        WHERE p.pronamespace = %1$s AND p.prosqlbody IS NULL
          AND p.prosrc ~* '(^|[^a-z0-9_$])"?{from}"?[[:space:]]*[.]'
      UNION ALL SELECT 'the default of ' || c.relname || '.' || a.attname
          || ', whose text names the schema'
        FROM pg_attrdef d JOIN pg_class c ON c.oid = d.adrelid
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.adnum
        WHERE c.relnamespace = %1$s
          AND pg_get_expr(d.adbin, d.adrelid) ~* '''"?{from}"?[.]'
      """;

  /** What in the copy builds on what is in the first one; {@code %2$s} is the copy. */
  private static final String SHARED =
      """
      WITH members AS (
        SELECT 'pg_class'::regclass AS class, oid, relnamespace AS schema FROM pg_class
        UNION ALL SELECT 'pg_type'::regclass, oid, typnamespace FROM pg_type
        UNION ALL SELECT 'pg_proc'::regclass, oid, pronamespace FROM pg_proc
        UNION ALL SELECT 'pg_constraint'::regclass, oid, connamespace FROM pg_constraint
        UNION ALL SELECT 'pg_attrdef'::regclass, d.oid, c.relnamespace
          FROM pg_attrdef d JOIN pg_class c ON c.oid = d.adrelid
        UNION ALL SELECT 'pg_rewrite'::regclass, r.oid, c.relnamespace
          FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
        UNION ALL SELECT 'pg_trigger'::regclass, t.oid, c.relnamespace
          FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
        UNION ALL SELECT 'pg_policy'::regclass, p.oid, c.relnamespace
          FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid)
      SELECT DISTINCT pg_describe_object(d.classid, d.objid, d.objsubid) || ', which leads to '
        || pg_describe_object(d.refclassid, d.refobjid, d.refobjsubid)
      FROM pg_depend d
      JOIN members own ON own.class = d.classid AND own.oid = d.objid AND own.schema = %2$s
      JOIN members other ON other.class = d.refclassid AND other.oid = d.refobjid
        AND other.schema = %1$s
      """;

  private PostgreSqlObstacles() {}

  /**
   * @throws NotCopiedException if there are any before it is begun
   */
  static void before(Connection connection, CopyRequest request) throws SQLException {
    String schema = schema(request.from());
    List<String> found = new ArrayList<>(Rows.of(connection, UNKNOWN.formatted(schema)));
    found.addAll(named(connection, request.from()));
    refuse(request, found);
  }

  private static List<String> named(Connection connection, String schema) throws SQLException {
    return Rows.of(connection, NAMED.formatted(schema(schema)).replace("{from}", schema));
  }

  static boolean namesItself(Connection connection, String schema) throws SQLException {
    return !named(connection, schema).isEmpty()
        || !Rows.of(
                connection,
                "SELECT p.oid FROM pg_proc p WHERE p.pronamespace = %s AND strpos(p.proconfig::text, '%s') > 0"
                    .formatted(schema(schema), schema))
            .isEmpty();
  }

  /**
   * @throws NotCopiedException if the copy does not stand on its own
   */
  static void after(Connection connection, CopyRequest request) throws SQLException {
    refuse(
        request,
        Rows.of(connection, SHARED.formatted(schema(request.from()), schema(request.to()))));
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
