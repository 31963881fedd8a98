package dev.flexidb.family;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.ThreadLocalRandom;

/**
 * PostgreSQL's {@code search_path} for a namespace and the settings that go with it, and the query
 * that makes them for one transaction.
 *
 * <p>The query fails when the first schema is missing (3F000) or may not be used (22012): a path
 * alone would pass over it in silence. Where more schemas are searched behind the first one, or
 * something is created, it holds the first one until the transaction is over, as asking for its
 * address locks it: were it dropped meanwhile, a statement that waits for a lock would go on in the
 * next one, or make a temporary table. It names pg_catalog throughout, because a path that a user
 * has set may put another schema's functions and operators before the server's. The settings come
 * first, so that it is the tenant's role, if one is set, which has to have the right.
 *
 * @param path its schemas; pg_temp stands last, or temporary tables would hide the tenant's
 * @param first the schema that has to exist
 * @param settings by name
 * @param locks whether the first schema is held
 * @param fleeting whether it is made for one statement, so that it is not worth remembering
 */
record SearchPath(
    String path, String first, Map<String, String> settings, boolean locks, boolean fleeting) {

  private static final String SETTING = "pg_catalog.set_config('%s', %s, %s)";

  private static final String PATH =
      "pg_catalog.set_config('search_path', %1$s, %2$s),%4$s"
          + " 1 OPERATOR(pg_catalog./)"
          + " pg_catalog.has_schema_privilege(%3$s, 'USAGE')::pg_catalog.int4";

  private static final String LOCK =
      " pg_catalog.pg_get_object_address('schema', ARRAY[%s], '{}'),";

  /** Nobody else's prepared statement on a session that a pooler shares bears it. */
  private static final String PREPARED =
      "flexidb_prefix_" + Integer.toString(ThreadLocalRandom.current().nextInt(1 << 30), 36);

  SearchPath(String path, String first, Map<String, String> settings) {
    this(path, first, settings, false, false);
  }

  /** With limits, which hold as long as the path does. */
  static SearchPath of(Namespace namespace, Limits limits) {
    StringJoiner path = new StringJoiner(", ");
    namespace.tenant().ifPresent(tenant -> path.add('"' + tenant.value() + '"'));
    namespace.shared().forEach(shared -> path.add('"' + shared + '"'));
    path.add("pg_temp");
    Map<String, String> settings = namespace.settings();
    if (!limits.areNone()) {
      settings = new LinkedHashMap<>(settings);
      settings.putAll(limits.asSettings());
    }
    boolean several = namespace.tenant().isPresent() && !namespace.shared().isEmpty();
    return new SearchPath(
        path.toString(), namespace.first(), settings, several, limits.left() != null);
  }

  /** The same, which holds the first schema. */
  SearchPath locking() {
    return new SearchPath(path, first, settings, true, fleeting);
  }

  /** Of a database without tenants, whose path stays as it is: the limit of one statement. */
  static SearchPath unchanged(Limits limits) {
    return new SearchPath("", "", limits.asTimeSetting(), false, true);
  }

  private boolean isGiven() {
    return !path.isEmpty();
  }

  /** How many parameters its query has. */
  int parameters() {
    return settings.size() + (isGiven() ? 2 : 0);
  }

  /** What the query with parameters is called, by the settings that it makes; empty for no name. */
  String name() {
    if (!isGiven()) {
      return "";
    }
    StringBuilder name = new StringBuilder(PREPARED);
    if (locks) {
      name.append("_lock");
    }
    for (String limit : Limits.SETTINGS) {
      if (settings.containsKey(limit)) {
        name.append('_').append(limit);
      }
    }
    return name.toString();
  }

  /**
   * Whether a name means the same as long as what it means is there. Where more schemas are
   * searched, a table that is new in the first one hides the one that a plan was made for.
   */
  boolean isStable() {
    return path.indexOf(',') == path.lastIndexOf(',');
  }

  /** The query with parameters: the values of the settings, the path, the first schema. */
  String prepared() {
    StringJoiner sql = new StringJoiner(", ", "SELECT ", "");
    int parameter = 0;
    for (String name : settings.keySet()) {
      sql.add(SETTING.formatted(name, "$" + ++parameter, true));
    }
    if (isGiven()) {
      sql.add(path("$" + ++parameter, true, "$" + ++parameter));
    }
    return sql.toString();
  }

  /** The values of the parameters. */
  String[] values() {
    List<String> values = new ArrayList<>(settings.values());
    if (isGiven()) {
      values.add(path);
      values.add(first);
    }
    return values.toArray(String[]::new);
  }

  /** The query as text. */
  String sql() {
    return sql(true);
  }

  /** The query as text, for the rest of the session. */
  String sessionSql() {
    return sql(false);
  }

  private String sql(boolean local) {
    StringJoiner sql = new StringJoiner(", ", "SELECT ", "");
    settings.forEach((name, value) -> sql.add(SETTING.formatted(name, literal(value), local)));
    if (isGiven()) {
      sql.add(path(literal(path), local, literal(first)));
    }
    return sql.toString();
  }

  private String path(String path, boolean local, String first) {
    return PATH.formatted(path, local, first, locks ? LOCK.formatted(first) : "");
  }

  /** Values are made of schema names and of what the configuration allows: never a backslash. */
  private static String literal(String value) {
    return "'" + value.replace("'", "''") + "'";
  }
}
