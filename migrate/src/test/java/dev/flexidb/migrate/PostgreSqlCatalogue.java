package dev.flexidb.migrate;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** All that a schema of PostgreSQL is made of, as lines that are the same for a true copy. */
final class PostgreSqlCatalogue {

  private static final List<String> QUESTIONS =
      List.of(
          """
          SELECT 'column', c.relname, a.attname, a.attnum, format_type(a.atttypid, a.atttypmod),
            a.attnotnull, a.attidentity, a.attgenerated, a.attstorage, a.attcompression,
            a.attcollation::regcollation, pg_get_expr(d.adbin, d.adrelid), a.attstattarget,
            col_description(c.oid, a.attnum), a.attacl
          FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
          LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
          WHERE c.relnamespace = S AND a.attnum > 0 AND c.relkind IN ('r', 'p', 'v', 'm', 'c')
          """,
          """
          SELECT 'relation', c.relname, c.relkind, c.relpersistence, c.reloptions, c.relacl,
            c.relowner::regrole, c.relrowsecurity, c.relforcerowsecurity, c.relreplident,
            c.relispartition, pg_get_expr(c.relpartbound, c.oid), c.relispopulated,
            obj_description(c.oid, 'pg_class'),
            CASE WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid) END,
            CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid) END,
            (SELECT array_agg(i.inhparent::regclass ORDER BY i.inhseqno) FROM pg_inherits i
             WHERE i.inhrelid = c.oid)
          FROM pg_class c WHERE c.relnamespace = S
          """,
          "SELECT 'constraint', k.conname, k.conrelid::regclass, k.contypid::regtype,"
              + " pg_get_constraintdef(k.oid), k.convalidated, obj_description(k.oid, 'pg_constraint')"
              + " FROM pg_constraint k WHERE k.connamespace = S",
          "SELECT 'index', pg_get_indexdef(c.oid, 0, true), i.indisclustered, i.indisvalid,"
              + " i.indisreplident FROM pg_class c JOIN pg_index i ON i.indexrelid = c.oid"
              + " WHERE c.relnamespace = S",
          "SELECT 'sequence', c.relname, s.*, (SELECT d.refobjid::regclass::text || '.' || d.refobjsubid::text"
              + " || d.deptype::text FROM pg_depend d WHERE d.objid = c.oid AND d.deptype IN ('a', 'i')"
              + " AND d.classid = 'pg_class'::regclass) FROM pg_class c, LATERAL (SELECT seqstart,"
              + " seqincrement, seqmax, seqmin, seqcache, seqcycle, seqtypid::regtype FROM"
              + " pg_sequence WHERE seqrelid = c.oid) s WHERE c.relnamespace = S",
          "SELECT 'type', t.typname, t.typtype, t.typacl, t.typnotnull, t.typdefault,"
              + " format_type(t.typbasetype, t.typtypmod), obj_description(t.oid, 'pg_type'), (SELECT"
              + " array_agg(e.enumlabel ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid ="
              + " t.oid), (SELECT r.rngsubtype::regtype FROM pg_range r WHERE r.rngtypid = t.oid)"
              + " FROM pg_type t WHERE t.typnamespace = S",
          "SELECT 'function', replace(pg_get_functiondef(p.oid), 'NAME.', ''), p.proacl,"
              + " obj_description(p.oid, 'pg_proc') FROM pg_proc p WHERE p.pronamespace = S",
          "SELECT 'trigger', pg_get_triggerdef(t.oid, true), t.tgenabled, obj_description(t.oid,"
              + " 'pg_trigger') FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE"
              + " c.relnamespace = S AND NOT t.tgisinternal",
          "SELECT 'policy', p.polname, p.polrelid::regclass, p.polcmd, p.polpermissive,"
              + " p.polroles::regrole[], pg_get_expr(p.polqual, p.polrelid),"
              + " pg_get_expr(p.polwithcheck, p.polrelid) FROM pg_policy p JOIN pg_class c ON c.oid ="
              + " p.polrelid WHERE c.relnamespace = S",
          "SELECT 'rule', pg_get_ruledef(r.oid, true) FROM pg_rewrite r JOIN pg_class c ON c.oid ="
              + " r.ev_class WHERE c.relnamespace = S AND r.rulename <> '_RETURN'",
          "SELECT 'statistics', replace(pg_get_statisticsobjdef(s.oid), 'NAME.', '') FROM"
              + " pg_statistic_ext s WHERE s.stxnamespace = S",
          "SELECT 'schema', n.nspowner::regrole, n.nspacl, obj_description(n.oid, 'pg_namespace')"
              + " FROM pg_namespace n WHERE n.oid = S",
          "SELECT 'default acl', d.defaclrole::regrole, d.defaclobjtype, d.defaclacl FROM"
              + " pg_default_acl d WHERE d.defaclnamespace = S");

  private PostgreSqlCatalogue() {}

  static List<String> of(Connection connection, String schema) throws SQLException {
    Sql.run(connection, "SELECT set_config('search_path', '%s', false)".formatted(schema));
    List<String> lines = new ArrayList<>();
    for (String question : QUESTIONS) {
      lines.addAll(
          Sql.rows(
              connection,
              ("SELECT t::text FROM ("
                  + question
                      .replace(" S\n", " '" + schema + "'::regnamespace\n")
                      .replaceAll(" S$", " '" + schema + "'::regnamespace")
                      .replace(" S ", " '" + schema + "'::regnamespace ")
                      .replace("'NAME.'", "'" + schema + ".'")
                  + ") t ORDER BY 1"),
              row -> row.getString(1)));
    }
    return lines;
  }
}
