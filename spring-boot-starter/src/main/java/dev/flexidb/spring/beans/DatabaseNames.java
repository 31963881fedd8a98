package dev.flexidb.spring.beans;

import dev.flexidb.error.InvalidConfigurationException;
import dev.flexidb.spring.properties.FlexiDbProperties;
import java.util.LinkedHashMap;
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
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;
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
        new LinkedHashMap<>(
            Binder.get(environment)
                .bind(DATABASES, Bindable.mapOf(String.class, Object.class))
                .orElseGet(Map::of));
    written.entrySet().removeIf(entry -> isOfTests(entry.getKey(), entry.getValue()));
    Set<String> all = Set.copyOf(written.keySet());
    written.keySet().removeIf(name -> isSpelledOtherwise(name, all));
    written.keySet().forEach(name -> requireOneForm(name, environment));
    return written.isEmpty()
        ? List.copyOf(shortUrls(environment).keySet())
        : List.copyOf(written.keySet());
  }

  /**
   * A variable {@code FLEXIDB_DATABASES_USEREVENTS_PASSWORD} is a setting of {@code user-events},
   * which it has no means to spell.
   */
  private static boolean isSpelledOtherwise(String name, Set<String> all) {
    return all.stream().anyMatch(other -> !other.equals(name) && asVariable(other).equals(name));
  }

  private static String asVariable(String name) {
    return name.replaceAll("[-_]", "").toLowerCase(Locale.ROOT);
  }

  /** Of a URL that stands for the database alone, Spring Boot would forget what is said below. */
  private static void requireOneForm(String name, Environment environment) {
    ConfigurationPropertyName at = ConfigurationPropertyName.adapt(DATABASES + "." + name, '.');
    boolean value = false;
    boolean below = false;
    for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
      value |= source.getConfigurationProperty(at) != null;
      below |= source.containsDescendantOf(at) == ConfigurationPropertyState.PRESENT;
    }
    if (value && below) {
      throw new InvalidConfigurationException(
          "%1$s.%2$s has a value, and settings below it; write its URL as %1$s.%2$s.url"
              .formatted(DATABASES, name));
    }
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
