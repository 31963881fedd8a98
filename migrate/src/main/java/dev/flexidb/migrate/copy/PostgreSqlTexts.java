package dev.flexidb.migrate.copy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * Texts in a schema that name it. The server does not look into a text, so that nobody would notice
 * where it leads.
 */
final class PostgreSqlTexts {

  /** With whether it is source, a list of words, or an expression as the server writes it. */
  private static final String TEXTS =
      """
      WITH texts AS (
        SELECT 'the function ' || p.oid::regprocedure AS what,
          CASE WHEN p.prosqlbody IS NULL THEN 'source' ELSE 'expression' END AS kind,
          coalesce(pg_get_function_sqlbody(p.oid), p.prosrc) AS said
        FROM pg_proc p WHERE p.pronamespace = %1$s AND p.prokind <> 'a'
        UNION ALL SELECT 'the trigger ' || t.tgname || ' of ' || c.relname, 'words',
          pg_get_triggerdef(t.oid, true)
        FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
        WHERE c.relnamespace = %1$s AND NOT t.tgisinternal
        UNION ALL SELECT 'the default of ' || c.relname || '.' || a.attname, 'expression',
          pg_get_expr(d.adbin, d.adrelid)
        FROM pg_attrdef d JOIN pg_class c ON c.oid = d.adrelid
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.adnum
        WHERE c.relnamespace = %1$s
        UNION ALL SELECT 'the default of ' || t.typname, 'expression',
          pg_get_expr(t.typdefaultbin, 0)
        FROM pg_type t WHERE t.typnamespace = %1$s AND t.typtype = 'd'
        UNION ALL SELECT 'the view ' || c.relname, 'expression', pg_get_viewdef(c.oid)
        FROM pg_class c WHERE c.relnamespace = %1$s AND c.relkind IN ('v', 'm')
        UNION ALL SELECT 'the rule ' || r.rulename || ' of ' || c.relname, 'expression',
          pg_get_ruledef(r.oid)
        FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
        WHERE c.relnamespace = %1$s AND r.rulename <> '_RETURN'
        UNION ALL SELECT 'the constraint ' || k.conname, 'expression', pg_get_constraintdef(k.oid)
        FROM pg_constraint k WHERE k.connamespace = %1$s AND k.contype IN ('c', 'x')
        UNION ALL SELECT 'the index ' || c.relname, 'expression', pg_get_indexdef(c.oid)
        FROM pg_class c WHERE c.relnamespace = %1$s AND c.relkind IN ('i', 'I')
        UNION ALL SELECT 'the policy ' || p.polname || ' of ' || c.relname, 'expression',
          concat(pg_get_expr(p.polqual, p.polrelid), ' ', pg_get_expr(p.polwithcheck, p.polrelid))
        FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid WHERE c.relnamespace = %1$s
      )
      """;

  /**
   * In source a name may stand anywhere, in a list of words only in quotes. Of an expression the
   * server leaves the schema out wherever it knows it, so that what is in quotes is left: behind an
   * odd number of them.
   */
  private static final String NAMED =
      """
      SELECT what || ', whose text names the schema' FROM texts WHERE CASE kind
        WHEN 'source' THEN
          said ~* '(^|[^a-z0-9_$])"?{from}"?([[:space:]]|/[*].*?[*]/|--[^\\n]*\\n)*[.]'
          OR said ~* '''"?{from}"?'''
          OR said ~* 'search_path[^;]*[^a-z0-9_$]{from}([^a-z0-9_$]|$)'
        WHEN 'words' THEN said ~* '''([^'']*[^a-z0-9_$''])?"?{from}"?([.][^'']*)?'''
        ELSE said ~* '^([^'']*''[^'']*'')*[^'']*''([^'']*[^a-z0-9_$''])?"?{from}"?[.]' END
      """;

  private PostgreSqlTexts() {}

  /** What holds such a text. The session has to stand in the schema. */
  static List<String> naming(Connection connection, String schema) throws SQLException {
    return Rows.of(
        connection,
        TEXTS.formatted(PostgreSqlObstacles.schema(schema)) + NAMED.replace("{from}", schema));
  }
}
