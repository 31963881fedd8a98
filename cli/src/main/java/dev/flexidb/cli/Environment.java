package dev.flexidb.cli;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the process's environment says of databases, and behind it a file {@code .env}.
 *
 * @param values by name
 */
record Environment(Map<String, String> values) {

  private static final String OURS = "FLEXIDB_DATABASES_";
  private static final Pattern URL =
      Pattern.compile(OURS + "([A-Z][A-Z0-9_]*?)(?<!_MIGRATION_JDBC)_URL");
  private static final Pattern SHORT_URL = Pattern.compile("DATABASE_URL_([A-Z][A-Z0-9_]*)");

  /** The first of the two that sets a name counts. */
  static Environment of(Map<String, String> process, Map<String, String> file) {
    Map<String, String> values = new LinkedHashMap<>(file);
    values.putAll(process);
    return new Environment(values);
  }

  Optional<String> get(String name) {
    return Optional.ofNullable(values.get(name)).filter(value -> !value.isBlank());
  }

  /** The URL of a database. */
  Optional<String> url(String database) {
    return ofDatabase(database, "URL").or(() -> get("DATABASE_URL_" + spelled(database)));
  }

  /** A setting of a database, such as {@code MIGRATION_USERNAME}. */
  Optional<String> ofDatabase(String database, String setting) {
    return get(OURS + spelled(database) + "_" + setting);
  }

  static String urlName(String database) {
    return OURS + spelled(database) + "_URL";
  }

  private static String spelled(String database) {
    return database.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
  }

  /**
   * The databases, in lower case, that have a URL here and are none of these.
   *
   * @param byShortName whether {@code DATABASE_URL_<NAME>} alone makes one; others use such names
   */
  Collection<String> others(Collection<String> known, boolean byShortName) {
    TreeSet<String> spelled = new TreeSet<>(known.stream().map(Environment::spelled).toList());
    TreeSet<String> others = new TreeSet<>();
    for (String name : values.keySet()) {
      (byShortName ? Stream.of(URL, SHORT_URL) : Stream.of(URL))
          .map(pattern -> pattern.matcher(name))
          .filter(Matcher::matches)
          .map(matcher -> matcher.group(1))
          .filter(found -> !spelled.contains(found))
          .forEach(found -> others.add(found.toLowerCase(Locale.ROOT)));
    }
    return others;
  }

  /** Names alone: values may be secret. */
  @Override
  public String toString() {
    return "Environment" + values.keySet();
  }
}
