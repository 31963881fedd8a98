package dev.flexidb.migrate.copy;

import java.util.List;

/**
 * Questions to PostgreSQL's catalogue whose answers are statements: what watches over tables and
 * builds on them. {@code %s} is the schema.
 */
final class PostgreSqlBehaviour {

  private static final String CONSTRAINTS =
      """
      SELECT format('ALTER TABLE %%I ADD CONSTRAINT %%I %%s', c.relname, k.conname,
        pg_get_constraintdef(k.oid))
      FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
      WHERE c.relnamespace = %s AND c.relkind IN ('r', 'p') AND k.contype IN ('p', 'u', 'x', 'c', 'f')
        AND k.conparentid = 0 AND k.conislocal
      ORDER BY strpos('puxcf', k.contype::text), k.oid
      """;

  private static final String VIEWS =
      """
      SELECT format('CREATE %%s %%I (%%s)%%s AS %%s%%s',
        CASE c.relkind WHEN 'v' THEN 'VIEW' ELSE 'MATERIALIZED VIEW' END, c.relname,
        (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) FROM pg_attribute a
         WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped),
        coalesce(' WITH (' || array_to_string(c.reloptions, ', ') || ')', ''),
        rtrim(pg_get_viewdef(c.oid), '; '),
        CASE c.relkind WHEN 'm' THEN ' WITH NO DATA' ELSE '' END)
      FROM pg_class c WHERE c.relnamespace = %s AND c.relkind IN ('v', 'm') ORDER BY c.oid
      """;

  private static final String VIEW_DEFAULTS =
      """
      SELECT format('ALTER VIEW %%I ALTER COLUMN %%I SET DEFAULT %%s', c.relname, a.attname,
        pg_get_expr(d.adbin, d.adrelid))
      FROM pg_class c JOIN pg_attrdef d ON d.adrelid = c.oid
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.adnum
      WHERE c.relnamespace = %s AND c.relkind = 'v'
      """;

  /** Of a partitioned table it is told as that of itself only, which would leave it unfit. */
  private static final String INDEXES =
      """
      SELECT CASE c.relkind WHEN 'I' THEN regexp_replace(d.def, ' ON ONLY ', ' ON ') ELSE d.def END
      FROM pg_class c JOIN pg_index i ON i.indexrelid = c.oid,
        LATERAL (SELECT pg_get_indexdef(c.oid, 0, true) AS def) d
      WHERE c.relnamespace = %1$s AND NOT c.relispartition AND NOT EXISTS (
        SELECT FROM pg_constraint k WHERE k.conindid = c.oid AND k.contype IN ('p', 'u', 'x')
          AND k.conrelid = i.indrelid)
      UNION ALL
      SELECT format('ALTER TABLE %%s CLUSTER ON %%I', i.indrelid::regclass, c.relname)
      FROM pg_class c JOIN pg_index i ON i.indexrelid = c.oid
      WHERE c.relnamespace = %1$s AND i.indisclustered
      UNION ALL
      SELECT format('ALTER TABLE %%s REPLICA IDENTITY USING INDEX %%I', i.indrelid::regclass,
        c.relname)
      FROM pg_class c JOIN pg_index i ON i.indexrelid = c.oid
      WHERE c.relnamespace = %1$s AND i.indisreplident
      UNION ALL
      SELECT format('ALTER TABLE %%I REPLICA IDENTITY %%s', c.relname,
        CASE c.relreplident WHEN 'f' THEN 'FULL' ELSE 'NOTHING' END)
      FROM pg_class c
      WHERE c.relnamespace = %1$s AND c.relkind IN ('r', 'p') AND c.relreplident IN ('f', 'n')
      """;

  private static final String STATISTICS =
      """
      SELECT replace(pg_get_statisticsobjdef(s.oid),
        format('CREATE STATISTICS %%I.%%I ', '{from}', s.stxname),
        format('CREATE STATISTICS %%I ', s.stxname))
      FROM pg_statistic_ext s WHERE s.stxnamespace = %s ORDER BY s.oid
      """;

  private static final String REFRESHED =
      """
      SELECT format('REFRESH MATERIALIZED VIEW %%I', c.relname) FROM pg_class c
      WHERE c.relnamespace = %s AND c.relkind = 'm' AND c.relispopulated ORDER BY c.oid
      """;

  private static final String TRIGGERS =
      """
      SELECT pg_get_triggerdef(t.oid, true)
      FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
      WHERE c.relnamespace = %1$s AND NOT t.tgisinternal AND t.tgparentid = 0
      UNION ALL
      SELECT format('ALTER TABLE %%I %%s TRIGGER %%I', c.relname, CASE t.tgenabled
        WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA' ELSE 'ENABLE ALWAYS' END, t.tgname)
      FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
      WHERE c.relnamespace = %1$s AND NOT t.tgisinternal AND t.tgenabled <> 'O'
      """;

  private static final String RULES =
      """
      SELECT rtrim(pg_get_ruledef(r.oid, true), '; ')
      FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
      WHERE c.relnamespace = %1$s AND r.rulename <> '_RETURN'
      UNION ALL
      SELECT format('ALTER TABLE %%I %%s RULE %%I', c.relname, CASE r.ev_enabled
        WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA' ELSE 'ENABLE ALWAYS' END, r.rulename)
      FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
      WHERE c.relnamespace = %1$s AND r.rulename <> '_RETURN' AND r.ev_enabled <> 'O'
      """;

  private static final String POLICIES =
      """
      SELECT format('CREATE POLICY %%I ON %%I AS %%s FOR %%s TO %%s%%s%%s', p.polname, c.relname,
        CASE WHEN p.polpermissive THEN 'PERMISSIVE' ELSE 'RESTRICTIVE' END,
        CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE'
          WHEN 'd' THEN 'DELETE' ELSE 'ALL' END,
        (SELECT string_agg(%2$s, ', ') FROM unnest(p.polroles) AS g(role)),
        coalesce(' USING (' || pg_get_expr(p.polqual, p.polrelid) || ')', ''),
        coalesce(' WITH CHECK (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')', ''))
      FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid WHERE c.relnamespace = %1$s
      UNION ALL
      SELECT format('ALTER TABLE %%I ENABLE ROW LEVEL SECURITY', c.relname) FROM pg_class c
      WHERE c.relnamespace = %1$s AND c.relrowsecurity
      UNION ALL
      SELECT format('ALTER TABLE %%I FORCE ROW LEVEL SECURITY', c.relname) FROM pg_class c
      WHERE c.relnamespace = %1$s AND c.relforcerowsecurity
      """;

  private PostgreSqlBehaviour() {}

  /** What is to be there when the rows are, and before anything watches over them. */
  static List<String> of(String schema) {
    return List.of(
        CONSTRAINTS.formatted(schema),
        VIEWS.formatted(schema),
        VIEW_DEFAULTS.formatted(schema),
        INDEXES.formatted(schema),
        STATISTICS.formatted(schema),
        REFRESHED.formatted(schema),
        TRIGGERS.formatted(schema),
        RULES.formatted(schema),
        POLICIES.formatted(schema, PostgreSqlRights.role("g.role")));
  }
}
