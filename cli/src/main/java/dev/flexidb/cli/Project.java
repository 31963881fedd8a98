package dev.flexidb.cli;

import dev.flexidb.DatabaseConfig;
import dev.flexidb.cli.ConfigFile.DatabaseEntry;
import dev.flexidb.error.Quoted;
import dev.flexidb.migrate.MigrationSources;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What there is to work on: {@code flexidb.yml}, and the environment, which comes before it.
 *
 * @param profile as the environment or the file says; nothing is {@code production}
 * @param entries the databases, by name; those that only the environment knows are empty
 * @param migrations the folder of their migrations
 * @param seeds the folder of their data
 */
record Project(
    String profile,
    Map<String, DatabaseEntry> entries,
    Path migrations,
    Path seeds,
    MigrationSources sources,
    Environment environment) {

  static final String FILE = "flexidb.yml";
  static final String DEVELOPMENT = "development";
  private static final String DOT_ENV = ".env";

  /**
   * @param config the file; null for the usual one, which need not be there
   * @throws CommandFailedException if there is nothing to work on, or a setting cannot be right
   */
  static Project read(Surroundings surroundings, @Nullable Path config) {
    Path file = surroundings.folder().resolve(config == null ? Path.of(FILE) : config);
    boolean exists = Files.isRegularFile(file);
    if (config != null && !exists) {
      throw new CommandFailedException("there is no file " + file);
    }
    Path folder = Objects.requireNonNullElse(file.getParent(), surroundings.folder());
    ConfigFile written = exists ? ConfigFile.read(file) : ConfigFile.EMPTY;
    Environment environment =
        Environment.of(surroundings.environment(), DotEnv.read(folder.resolve(DOT_ENV)));
    Map<String, DatabaseEntry> entries = new LinkedHashMap<>();
    if (written.databases() != null) {
      written
          .databases()
          .forEach((name, entry) -> entries.put(name, entry == null ? DatabaseEntry.EMPTY : entry));
    }
    environment
        .others(List.copyOf(entries.keySet()), !exists)
        .forEach(name -> entries.put(name, DatabaseEntry.EMPTY));
    if (entries.isEmpty()) {
      throw new CommandFailedException(
          exists
              ? "%s names no databases; name one below \"databases\"".formatted(file)
              : "there is no %s in %s, and no FLEXIDB_DATABASES_<NAME>_URL in the environment; flexidb init makes one"
                  .formatted(FILE, folder));
    }
    Path migrations = folder.resolve(given(written.migrations(), "db/migration"));
    return new Project(
        environment.get("FLEXIDB_PROFILE").orElse(given(written.profile(), "production")),
        entries,
        migrations,
        folder.resolve(given(written.seeds(), "db/seed")),
        sources(written, migrations),
        environment);
  }

  private static MigrationSources sources(ConfigFile written, Path migrations) {
    MigrationSources sources =
        MigrationSources.DEFAULTS.withLocation("filesystem:" + migrations.toAbsolutePath());
    if (written.tenantDomains() != null) {
      sources = sources.withTenantDomains(written.tenantDomains().toArray(String[]::new));
    }
    return written.placeholders() == null
        ? sources
        : sources.withPlaceholders(written.placeholders());
  }

  private static String given(@Nullable String value, String otherwise) {
    return value == null || value.isBlank() ? otherwise : value;
  }

  boolean isDevelopment() {
    return profile.equals(DEVELOPMENT);
  }

  /** The names that are meant; none means all. */
  List<String> names(Collection<String> asked) {
    for (String name : asked) {
      if (!entries.containsKey(name)) {
        throw new CommandFailedException(
            "unknown database \"%s\"; known are %s"
                .formatted(Quoted.line(name), Quoted.names(entries.keySet())));
      }
    }
    return asked.isEmpty() ? List.copyOf(entries.keySet()) : asked.stream().distinct().toList();
  }

  /** How these are reached. */
  Map<String, DatabaseConfig> configs(Collection<String> names) {
    Map<String, DatabaseConfig> configs = new LinkedHashMap<>();
    for (String name : names) {
      DatabaseEntry entry = Objects.requireNonNull(entries.get(name));
      configs.put(name, new DatabaseSettings(name, entry, environment).config());
    }
    return configs;
  }
}
