package dev.flexidb.migrate.copy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** What in one schema of PostgreSQL builds on what is in another. Its methods block. */
public final class PostgreSqlLinks {

  /**
   * From somewhere else to {@code %s}, which is looked up once and not for each pair. Few are
   * theirs: joined with all others again and again, that takes seconds.
   */
  private static final String LINKS =
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
          FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid),
      theirs AS MATERIALIZED (SELECT * FROM members WHERE schema = (SELECT %1$s::oid))
      SELECT DISTINCT pg_describe_object(d.classid, d.objid, d.objsubid) || ', which leads to '
        || pg_describe_object(d.refclassid, d.refobjid, d.refobjsubid)
      FROM pg_depend d
      JOIN members own ON own.class = d.classid AND own.oid = d.objid
      JOIN theirs other ON other.class = d.refclassid AND other.oid = d.refobjid
      JOIN pg_namespace n ON n.oid = own.schema
      WHERE own.schema <> (SELECT %1$s::oid)
      """;

  private PostgreSqlLinks() {}

  /** A description of each thing in the first that builds on something in the second. */
  static List<String> between(Connection connection, String from, String to) throws SQLException {
    return Rows.of(
        connection,
        LINKS.formatted(PostgreSqlObstacles.schema(to))
            + " AND own.schema = "
            + PostgreSqlObstacles.schema(from));
  }

  /**
   * A description of each thing in other schemas that builds on something in this one, but for what
   * sessions have to themselves; none if the schema is not there.
   */
  public static List<String> into(Connection connection, String schema) throws SQLException {
    return Rows.of(
        connection,
        LINKS.formatted("to_regnamespace('\"%s\"')".formatted(schema))
            + " AND n.nspname !~ '^pg_(toast|temp)' ORDER BY 1");
  }
}
