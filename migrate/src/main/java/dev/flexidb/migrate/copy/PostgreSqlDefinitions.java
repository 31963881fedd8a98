package dev.flexidb.migrate.copy;

import java.util.List;

/**
 * Questions to PostgreSQL's catalogue whose answers are statements: types, sequences, functions and
 * tables, in an order that mostly is one in which they can be run. {@code %s} is the schema.
 */
final class PostgreSqlDefinitions {

  private static final String ENUMS =
      """
      SELECT format('CREATE TYPE %%I AS ENUM (%%s)', t.typname,
        (SELECT string_agg(quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder)
         FROM pg_enum e WHERE e.enumtypid = t.oid))
      FROM pg_type t WHERE t.typnamespace = %s AND t.typtype = 'e' ORDER BY t.oid
      """;

  private static final String DOMAINS =
      """
      SELECT format('CREATE DOMAIN %%I AS %%s%%s%%s%%s', t.typname,
        format_type(t.typbasetype, t.typtypmod),
        CASE WHEN t.typcollation <> b.typcollation
          THEN ' COLLATE ' || t.typcollation::regcollation ELSE '' END,
        coalesce(' DEFAULT ' || pg_get_expr(t.typdefaultbin, 0), ''),
        CASE WHEN t.typnotnull THEN ' NOT NULL' ELSE '' END)
      FROM pg_type t JOIN pg_type b ON b.oid = t.typbasetype
      WHERE t.typnamespace = %s AND t.typtype = 'd' ORDER BY t.oid
      """;

  private static final String DOMAIN_CHECKS =
      """
      SELECT format('ALTER DOMAIN %%I ADD CONSTRAINT %%I %%s', t.typname, k.conname,
        pg_get_constraintdef(k.oid))
      FROM pg_constraint k JOIN pg_type t ON t.oid = k.contypid
      WHERE t.typnamespace = %s AND k.contype = 'c' ORDER BY k.oid
      """;

  private static final String COMPOSITES =
      """
      SELECT format('CREATE TYPE %%I AS (%%s)', c.relname,
        (SELECT string_agg(format('%%I %%s%%s', a.attname, format_type(a.atttypid, a.atttypmod),
           CASE WHEN a.attcollation <> t.typcollation
             THEN ' COLLATE ' || a.attcollation::regcollation ELSE '' END), ', ' ORDER BY a.attnum)
         FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
         WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped))
      FROM pg_class c WHERE c.relnamespace = %s AND c.relkind = 'c' ORDER BY c.oid
      """;

  private static final String RANGES =
      """
      SELECT format('CREATE TYPE %%I AS RANGE (SUBTYPE = %%s%%s%%s, MULTIRANGE_TYPE_NAME = %%I)',
        t.typname, format_type(r.rngsubtype, NULL),
        CASE WHEN r.rngcollation <> 0
          THEN ', COLLATION = ' || r.rngcollation::regcollation ELSE '' END,
        CASE WHEN r.rngsubdiff <> 0 THEN ', SUBTYPE_DIFF = ' || r.rngsubdiff ELSE '' END,
        m.typname)
      FROM pg_type t JOIN pg_range r ON r.rngtypid = t.oid
      JOIN pg_type m ON m.oid = r.rngmultitypid
      WHERE t.typnamespace = %s ORDER BY t.oid
      """;

  private static final String SEQUENCES =
      """
      SELECT format('CREATE %%sSEQUENCE %%I AS %%s', CASE c.relpersistence WHEN 'u' THEN 'UNLOGGED '
        ELSE '' END, c.relname, format_type(s.seqtypid, NULL)) || %s
      FROM pg_class c JOIN pg_sequence s ON s.seqrelid = c.oid
      WHERE c.relnamespace = %s AND NOT EXISTS (SELECT FROM pg_depend d
        WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'i')
      ORDER BY c.oid
      """;

  private static final String SEQUENCE_OPTIONS =
      """
      format(' INCREMENT BY %s MINVALUE %s MAXVALUE %s START WITH %s CACHE %s%s', s.seqincrement,
        s.seqmin, s.seqmax, s.seqstart, s.seqcache, CASE WHEN s.seqcycle THEN ' CYCLE' ELSE '' END)\
      """;

  /** Their names are told with their schema, which is cut off. */
  private static final String FUNCTIONS =
      """
      SELECT replace(left(d.def, d.head), format('%%I.%%I(', '{from}', p.proname),
          format('%%I(', p.proname)) || substr(d.def, d.head + 1)
      FROM pg_proc p, LATERAL (SELECT pg_get_functiondef(p.oid) AS def,
        length(format(' OR REPLACE PROCEDURE %%I.%%I(', '{from}', p.proname)) + 6 AS head) d
      WHERE p.pronamespace = %s AND p.prokind IN ('f', 'p', 'w') ORDER BY p.oid
      """;

  private static final String TABLES =
      """
      SELECT format('CREATE %%sTABLE %%I (%%s)%%s%%s%%s%%s%%s',
        CASE c.relpersistence WHEN 'u' THEN 'UNLOGGED ' ELSE '' END, c.relname,
        (SELECT string_agg(format('%%I %%s%%s%%s%%s', a.attname,
             format_type(a.atttypid, a.atttypmod),
             CASE WHEN a.attcollation <> t.typcollation
               THEN ' COLLATE ' || a.attcollation::regcollation ELSE '' END,
             CASE
               WHEN a.attgenerated = 's'
                 THEN format(' GENERATED ALWAYS AS (%%s) STORED', pg_get_expr(d.adbin, d.adrelid))
               WHEN a.attgenerated = 'v'
                 THEN format(' GENERATED ALWAYS AS (%%s) VIRTUAL', pg_get_expr(d.adbin, d.adrelid))
               WHEN a.attidentity <> '' THEN (
                 SELECT format(' GENERATED %%s AS IDENTITY (SEQUENCE NAME %%I',
                   CASE a.attidentity WHEN 'a' THEN 'ALWAYS' ELSE 'BY DEFAULT' END, q.relname)
                   || %s || ')'
                 FROM pg_depend x JOIN pg_class q ON q.oid = x.objid AND q.relkind = 'S'
                 JOIN pg_sequence s ON s.seqrelid = q.oid
                 WHERE x.classid = 'pg_class'::regclass AND x.refobjid = c.oid
                   AND x.refobjsubid = a.attnum AND x.deptype = 'i')
               ELSE coalesce(' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid), '') END,
             CASE WHEN a.attnotnull THEN coalesce((SELECT format(' CONSTRAINT %%I', k.conname)
                 FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'n'
                   AND k.conkey = ARRAY[a.attnum]), '') || ' NOT NULL' ELSE '' END),
             ', ' ORDER BY a.attnum)
         FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
         LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
         WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
           AND (a.attislocal OR c.relispartition)),
        coalesce((SELECT format(' INHERITS (%%s)', string_agg(i.inhparent::regclass::text, ', '
            ORDER BY i.inhseqno)) FROM pg_inherits i
          WHERE i.inhrelid = c.oid AND NOT c.relispartition HAVING count(*) > 0), ''),
        CASE c.relkind WHEN 'p' THEN ' PARTITION BY ' || pg_get_partkeydef(c.oid) ELSE '' END,
        coalesce((SELECT ' USING ' || quote_ident(m.amname) FROM pg_am m
          WHERE m.oid = c.relam AND m.amname <> 'heap'), ''),
        coalesce((SELECT format(' WITH (%%s)', string_agg(o, ', ')) FROM (
            SELECT unnest(c.reloptions) AS o
            UNION ALL SELECT 'toast.' || unnest(w.reloptions) FROM pg_class w
            WHERE w.oid = c.reltoastrelid) options HAVING count(*) > 0), ''),
        coalesce((SELECT ' TABLESPACE ' || quote_ident(s.spcname) FROM pg_tablespace s
          WHERE s.oid = c.reltablespace), ''))
      FROM pg_class c WHERE c.relnamespace = %s AND c.relkind IN ('r', 'p') ORDER BY c.oid
      """;

  private static final String STORAGE =
      """
      SELECT format('ALTER TABLE %%I ALTER COLUMN %%I SET STORAGE %%s', c.relname, a.attname,
        CASE a.attstorage WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL' WHEN 'm' THEN 'MAIN'
          ELSE 'EXTENDED' END)
      FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid JOIN pg_type t ON t.oid = a.atttypid
      WHERE c.relnamespace = %1$s AND c.relkind IN ('r', 'p') AND a.attnum > 0
        AND NOT a.attisdropped AND a.attstorage <> t.typstorage
      UNION ALL
      SELECT format('ALTER TABLE %%I ALTER COLUMN %%I SET COMPRESSION %%s', c.relname, a.attname,
        CASE a.attcompression WHEN 'l' THEN 'lz4' ELSE 'pglz' END)
      FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
      WHERE c.relnamespace = %1$s AND c.relkind IN ('r', 'p') AND a.attcompression <> ''
        AND NOT a.attisdropped
      UNION ALL
      SELECT format('ALTER TABLE %%I ALTER COLUMN %%I SET STATISTICS %%s', c.relname, a.attname,
        a.attstattarget)
      FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
      WHERE c.relnamespace = %1$s AND c.relkind IN ('r', 'p') AND a.attnum > 0
        AND a.attstattarget >= 0 AND NOT a.attisdropped
      """;

  /** What a table has said otherwise of a column that it has from another one. */
  private static final String INHERITED =
      """
      SELECT format('ALTER TABLE %%I ALTER COLUMN %%I %%s', c.relname, a.attname,
        coalesce('SET DEFAULT ' || pg_get_expr(d.adbin, d.adrelid), 'DROP DEFAULT'))
      FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
      LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
      WHERE c.relnamespace = %1$s AND c.relkind IN ('r', 'p') AND NOT c.relispartition
        AND a.attnum > 0 AND NOT a.attislocal AND NOT a.attisdropped AND a.attgenerated = ''
        AND a.attidentity = ''
      UNION ALL
      SELECT format('ALTER TABLE %%I ALTER COLUMN %%I SET NOT NULL', c.relname, a.attname)
      FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
      WHERE c.relnamespace = %1$s AND c.relkind IN ('r', 'p') AND NOT c.relispartition
        AND a.attnum > 0 AND NOT a.attislocal AND NOT a.attisdropped AND a.attnotnull
        AND (current_setting('server_version_num')::int < 180000 OR EXISTS (
          SELECT FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'n' AND k.conislocal
            AND k.conkey = ARRAY[a.attnum]))
      """;

  private static final String PARTITIONS =
      """
      SELECT format('ALTER TABLE %%s ATTACH PARTITION %%I %%s', i.inhparent::regclass, c.relname,
        pg_get_expr(c.relpartbound, c.oid))
      FROM pg_class c JOIN pg_inherits i ON i.inhrelid = c.oid
      WHERE c.relnamespace = %s AND c.relispartition AND c.relkind IN ('r', 'p') ORDER BY c.oid
      """;

  private static final String OWNED_SEQUENCES =
      """
      SELECT format('ALTER SEQUENCE %%I OWNED BY %%s.%%I', c.relname, d.refobjid::regclass,
        a.attname)
      FROM pg_class c JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid
        AND d.deptype = 'a' AND d.refclassid = 'pg_class'::regclass
      JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
      WHERE c.relnamespace = %s AND c.relkind = 'S' ORDER BY c.oid
      """;

  private PostgreSqlDefinitions() {}

  /** What the rows go into. */
  static List<String> of(String schema) {
    return List.of(
        ENUMS.formatted(schema),
        COMPOSITES.formatted(schema),
        RANGES.formatted(schema),
        DOMAINS.formatted(schema),
        DOMAIN_CHECKS.formatted(schema),
        SEQUENCES.formatted(SEQUENCE_OPTIONS, schema),
        FUNCTIONS.formatted(schema),
        TABLES.formatted(SEQUENCE_OPTIONS, schema),
        STORAGE.formatted(schema),
        INHERITED.formatted(schema),
        PARTITIONS.formatted(schema),
        OWNED_SEQUENCES.formatted(schema));
  }
}
