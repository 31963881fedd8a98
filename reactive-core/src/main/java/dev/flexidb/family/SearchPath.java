package dev.flexidb.family;

import java.util.StringJoiner;

/**
 * PostgreSQL's {@code search_path} for a namespace, and the query that sets it for one transaction.
 *
 * <p>The query fails when the first schema is missing (3F000) or may not be used (22012): a path
 * alone would pass over it in silence. It names pg_catalog throughout, because a path that a user
 * has set may put another schema's functions and operators before the server's.
 *
 * @param path its schemas; pg_temp stands last, or temporary tables would hide the tenant's
 * @param first the schema that has to exist
 */
record SearchPath(String path, String first) {

  private static final String SQL =
      "SELECT pg_catalog.set_config('search_path', %s, true),"
          + " 1 OPERATOR(pg_catalog./) pg_catalog.has_schema_privilege(%s, 'USAGE')::pg_catalog.int4";

  /** The query with two parameters: the path and the first schema. */
  static final String PREPARED = SQL.formatted("$1", "$2");

  static SearchPath of(Namespace namespace) {
    StringJoiner path = new StringJoiner(", ");
    namespace.tenant().ifPresent(tenant -> path.add('"' + tenant.value() + '"'));
    namespace.shared().forEach(shared -> path.add('"' + shared + '"'));
    path.add("pg_temp");
    return new SearchPath(path.toString(), namespace.first());
  }

  /** The query as text. */
  String sql() {
    return SQL.formatted("'" + path + "'", "'" + first + "'");
  }
}
