package dev.flexidb.spring.beans;

import dev.flexidb.spring.properties.FlexiDbProperties;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * Which databases an application has: those of {@code flexidb.databases}, or if it names none,
 * those of the environment's variables {@code DATABASE_URL_<NAME>}.
 */
public final class DatabaseNames {

  private static final String DATABASES = FlexiDbProperties.PREFIX + ".databases";
  private static final String SHORT_URL = "DATABASE_URL_";
  private static final Pattern SHORT_NAME = Pattern.compile(SHORT_URL + "([A-Z][A-Z0-9_]*)");

  /** Settings of the servers that tests start, which begin in the same way. */
  private static final Set<String> OF_TESTS = Set.of("source", "cache", "data");

  private DatabaseNames() {}

  /** The names, in the order in which they are written. */
  public static List<String> of(Environment environment) {
    Map<String, Object> written =
        Binder.get(environment)
            .bind(DATABASES, Bindable.mapOf(String.class, Object.class))
            .orElseGet(Map::of);
    List<String> names =
        new ArrayList<>(
            written.entrySet().stream()
                .filter(entry -> !isOfTests(entry.getKey(), entry.getValue()))
                .map(Map.Entry::getKey)
                .toList());
    return names.isEmpty() ? List.copyOf(shortUrls(environment).keySet()) : names;
  }

  /**
   * Whether it is no database.
   *
   * @param value what stands under the name, or its URL
   */
  public static boolean isOfTests(String name, @Nullable Object value) {
    return OF_TESTS.contains(name) && value instanceof String text && !text.contains("://");
  }

  /** What the environment says of a database's URL, where nothing else does. */
  public static @Nullable String shortUrl(Environment environment, String name) {
    return environment.getProperty(
        SHORT_URL + name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_"));
  }

  private static Map<String, String> shortUrls(Environment environment) {
    Map<String, String> names = new TreeMap<>();
    if (environment instanceof ConfigurableEnvironment configurable) {
      PropertySource<?> system =
          configurable
              .getPropertySources()
              .get(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME);
      if (system instanceof EnumerablePropertySource<?> variables) {
        for (String variable : variables.getPropertyNames()) {
          Matcher matcher = SHORT_NAME.matcher(variable);
          if (matcher.matches()) {
            names.put(matcher.group(1).toLowerCase(Locale.ROOT), variable);
          }
        }
      }
    }
    return names;
  }
}
