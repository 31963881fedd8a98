package dev.flexidb.embedded;

import java.nio.file.Path;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What the user may set: a system property, or else the environment variable of the same name in
 * capitals with underscores.
 */
record Settings(
    Source source,
    @Nullable Path cache,
    @Nullable Path data,
    boolean ci,
    UnaryOperator<@Nullable String> environment) {

  static final String SOURCE = "flexidb.databases.source";
  static final String CACHE = "flexidb.databases.cache";
  static final String DATA = "flexidb.databases.data";

  static Settings current() {
    return of(System::getProperty, System::getenv);
  }

  static Settings of(
      UnaryOperator<@Nullable String> properties, UnaryOperator<@Nullable String> environment) {
    String source = lookup(SOURCE, properties, environment);
    return new Settings(
        source == null ? Source.EMBEDDED : Source.of(source),
        path(lookup(CACHE, properties, environment)),
        path(lookup(DATA, properties, environment)),
        "true".equals(environment.apply("CI")),
        environment);
  }

  /** The environment variable that names a running server of this kind. */
  static String urlVariable(DatabaseKind kind) {
    return "FLEXIDB_%s_URL".formatted(kind.name());
  }

  @Nullable String url(DatabaseKind kind) {
    return environment.apply(urlVariable(kind));
  }

  private static @Nullable Path path(@Nullable String value) {
    return value == null ? null : Path.of(value).toAbsolutePath().normalize();
  }

  private static @Nullable String lookup(
      String name,
      UnaryOperator<@Nullable String> properties,
      UnaryOperator<@Nullable String> environment) {
    String property = properties.apply(name);
    String value =
        property != null
            ? property
            : environment.apply(name.toUpperCase(Locale.ROOT).replace('.', '_'));
    return value == null || value.isBlank() ? null : value;
  }
}
