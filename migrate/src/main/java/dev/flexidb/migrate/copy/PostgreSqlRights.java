package dev.flexidb.migrate.copy;

import java.util.List;

/**
 * Questions to PostgreSQL's catalogue whose answers are statements: owners, grants and comments.
 * {@code %s} is the schema; a role of the tenant becomes that of the copy's.
 */
final class PostgreSqlRights {

  /** Everything in the schema that has an owner, rights and a comment of its own. */
  private static final String OBJECTS =
      """
      objects AS (
        SELECT 'pg_class'::regclass AS class, c.oid, c.relowner AS owner, c.relacl AS acl,
          CASE c.relkind WHEN 'S' THEN 'SEQUENCE' WHEN 'v' THEN 'VIEW' WHEN 'm' THEN
            'MATERIALIZED VIEW' WHEN 'i' THEN 'INDEX' WHEN 'I' THEN 'INDEX' WHEN 'c' THEN 'TYPE'
            ELSE 'TABLE' END AS kind,
          CASE c.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END AS granted,
          quote_ident(c.relname) AS name,
          c.relkind NOT IN ('i', 'I', 'c') AND NOT EXISTS (SELECT FROM pg_depend d
            WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype IN ('a', 'i')
              AND c.relkind = 'S') AS owned
        FROM pg_class c WHERE c.relnamespace = %1$s AND c.relkind <> 't'
        UNION ALL
        SELECT 'pg_proc'::regclass, p.oid, p.proowner, p.proacl,
          CASE p.prokind WHEN 'p' THEN 'PROCEDURE' ELSE 'FUNCTION' END,
          CASE p.prokind WHEN 'p' THEN 'PROCEDURE' ELSE 'FUNCTION' END,
          p.oid::regprocedure::text, true
        FROM pg_proc p WHERE p.pronamespace = %1$s
        UNION ALL
        SELECT 'pg_type'::regclass, t.oid, t.typowner, t.typacl,
          CASE t.typtype WHEN 'd' THEN 'DOMAIN' ELSE 'TYPE' END, 'TYPE', quote_ident(t.typname),
          true
        FROM pg_type t LEFT JOIN pg_class c ON c.oid = t.typrelid
        WHERE t.typnamespace = %1$s AND (t.typtype IN ('e', 'd', 'r') OR c.relkind = 'c')
      )
      """;

  private static final String OWNERS =
      """
      WITH %2$s
      SELECT format('ALTER %%s %%s OWNER TO %%s', o.kind, o.name, %3$s) FROM objects o
      WHERE o.owned AND o.owner <> (SELECT oid FROM pg_roles WHERE rolname = current_user)
      UNION ALL
      SELECT format('ALTER SCHEMA {to_name} OWNER TO %%s', %4$s) FROM pg_namespace n
      WHERE n.oid = %1$s AND n.nspowner <> (SELECT oid FROM pg_roles WHERE rolname = current_user)
      """;

  /** What the owner grants by itself to all is taken back before what there is is granted. */
  private static final String GRANTS =
      """
      WITH %2$s
      SELECT format('REVOKE ALL ON %%s %%s FROM PUBLIC', o.granted, o.name) FROM objects o
      WHERE o.acl IS NOT NULL AND o.class <> 'pg_class'::regclass
      UNION ALL
      SELECT format('GRANT %%s ON %%s %%s TO %%s%%s', g.privilege_type, o.granted, o.name, %3$s,
        CASE WHEN g.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
      FROM objects o, LATERAL aclexplode(o.acl) g WHERE g.grantee <> o.owner
      UNION ALL
      SELECT format('GRANT %%s (%%I) ON TABLE %%I TO %%s%%s', g.privilege_type, a.attname,
        c.relname, %3$s, CASE WHEN g.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
      FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid, LATERAL aclexplode(a.attacl) g
      WHERE c.relnamespace = %1$s
      UNION ALL
      SELECT format('GRANT %%s ON SCHEMA {to_name} TO %%s%%s', g.privilege_type, %3$s,
        CASE WHEN g.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
      FROM pg_namespace n, LATERAL aclexplode(n.nspacl) g
      WHERE n.oid = %1$s AND g.grantee <> n.nspowner
      UNION ALL
      SELECT format('ALTER DEFAULT PRIVILEGES FOR ROLE %%s IN SCHEMA {to_name} GRANT %%s ON %%s TO %%s%%s',
        %4$s, g.privilege_type,
        CASE d.defaclobjtype WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES'
          WHEN 'f' THEN 'FUNCTIONS' ELSE 'TYPES' END, %3$s,
        CASE WHEN g.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
      FROM pg_default_acl d, LATERAL aclexplode(d.defaclacl) g WHERE d.defaclnamespace = %1$s
      """;

  private static final String COMMENTS =
      """
      WITH %2$s
      SELECT format('COMMENT ON %%s %%s IS %%L', o.kind, o.name, d.description)
      FROM objects o JOIN pg_description d ON d.classoid = o.class AND d.objoid = o.oid
        AND d.objsubid = 0
      UNION ALL
      SELECT format('COMMENT ON COLUMN %%I.%%I IS %%L', c.relname, a.attname, d.description)
      FROM pg_class c JOIN pg_description d ON d.classoid = 'pg_class'::regclass AND d.objoid = c.oid
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.objsubid
      WHERE c.relnamespace = %1$s AND d.objsubid > 0
      UNION ALL
      SELECT format('COMMENT ON CONSTRAINT %%I ON %%s IS %%L', k.conname,
        CASE WHEN k.conrelid <> 0 THEN k.conrelid::regclass::text
          ELSE 'DOMAIN ' || k.contypid::regtype END, d.description)
      FROM pg_constraint k JOIN pg_description d ON d.classoid = 'pg_constraint'::regclass
        AND d.objoid = k.oid WHERE k.connamespace = %1$s
      UNION ALL
      SELECT format('COMMENT ON TRIGGER %%I ON %%I IS %%L', t.tgname, c.relname, d.description)
      FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
      JOIN pg_description d ON d.classoid = 'pg_trigger'::regclass AND d.objoid = t.oid
      WHERE c.relnamespace = %1$s
      UNION ALL
      SELECT format('COMMENT ON POLICY %%I ON %%I IS %%L', p.polname, c.relname, d.description)
      FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
      JOIN pg_description d ON d.classoid = 'pg_policy'::regclass AND d.objoid = p.oid
      WHERE c.relnamespace = %1$s
      UNION ALL
      SELECT format('COMMENT ON RULE %%I ON %%I IS %%L', r.rulename, c.relname, d.description)
      FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
      JOIN pg_description d ON d.classoid = 'pg_rewrite'::regclass AND d.objoid = r.oid
      WHERE c.relnamespace = %1$s
      UNION ALL
      SELECT format('COMMENT ON STATISTICS %%I IS %%L', s.stxname, d.description)
      FROM pg_statistic_ext s JOIN pg_description d
        ON d.classoid = 'pg_statistic_ext'::regclass AND d.objoid = s.oid
      WHERE s.stxnamespace = %1$s
      UNION ALL
      SELECT format('COMMENT ON SCHEMA {to_name} IS %%L', d.description) FROM pg_description d
      WHERE d.classoid = 'pg_namespace'::regclass AND d.objoid = %1$s
      """;

  private PostgreSqlRights() {}

  /** The name of a role in SQL, by its oid; zero is PUBLIC. */
  static String role(String oid) {
    return """
    (CASE %1$s WHEN 0 THEN 'PUBLIC' ELSE (SELECT CASE r.rolname WHEN {from_role} THEN
      quote_ident({to_role}) ELSE quote_ident(r.rolname) END FROM pg_roles r WHERE r.oid = %1$s) END)\
    """
        .formatted(oid);
  }

  static List<String> of(String schema) {
    String objects = OBJECTS.formatted(schema);
    return List.of(
        OWNERS.formatted(schema, objects, role("o.owner"), role("n.nspowner")),
        GRANTS.formatted(schema, objects, role("g.grantee"), role("d.defaclrole")),
        COMMENTS.formatted(schema, objects));
  }
}
