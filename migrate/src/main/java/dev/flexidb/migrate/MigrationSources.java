package dev.flexidb.migrate;

import dev.flexidb.error.InvalidConfigurationException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.migration.JavaMigration;

/**
 * Where migrations are found and what they are given. Immutable.
 *
 * <p>Below the location stand {@code <database>/<domain>/V<version>__<text>.sql}, and {@code U..}
 * beside it to undo it; repeatable scripts, SQL callbacks and compiled Java migrations as Flyway
 * finds them.
 *
 * @param location {@code classpath:db/migration}, or a folder as {@code filesystem:/..}
 * @param tenantDomains the domains that every tenant's schema has; {@code tenant}. Any other is
 *     applied once for a database
 * @param placeholders by name, for {@code ${name}} in scripts
 * @param javaMigrations those that are not found by scanning, by {@code database/domain}
 * @param callbacks told by Flyway what happens; with any, every schema goes through Flyway itself
 */
public record MigrationSources(
    String location,
    List<String> tenantDomains,
    Map<String, String> placeholders,
    Map<String, List<JavaMigration>> javaMigrations,
    List<Callback> callbacks) {

  /** {@code classpath:db/migration}, with {@code tenant} for the tenants. */
  public static final MigrationSources DEFAULTS =
      new MigrationSources(
          "classpath:db/migration", List.of("tenant"), Map.of(), Map.of(), List.of());

  public MigrationSources {
    Objects.requireNonNull(location, "location is null; give classpath:.. or filesystem:..");
    if (!location.startsWith("classpath:") && !location.startsWith("filesystem:")) {
      throw new InvalidConfigurationException(
          "the location \"%s\" is neither classpath:.. nor filesystem:..".formatted(location));
    }
    tenantDomains = List.copyOf(tenantDomains);
    tenantDomains.forEach(Domains::require);
    placeholders = Map.copyOf(placeholders);
    javaMigrations = Map.copyOf(javaMigrations);
    callbacks = List.copyOf(callbacks);
  }

  public MigrationSources withLocation(String location) {
    return with(draft -> draft.location = location);
  }

  public MigrationSources withTenantDomains(String... domains) {
    return with(draft -> draft.tenantDomains = Arrays.asList(domains));
  }

  public MigrationSources withPlaceholders(Map<String, String> placeholders) {
    return with(draft -> draft.placeholders = placeholders);
  }

  /** With these migrations in a domain of a database, in place of those it was given before. */
  public MigrationSources withJavaMigrations(
      String database, String domain, JavaMigration... migrations) {
    Map<String, List<JavaMigration>> more = new java.util.HashMap<>(javaMigrations);
    more.put(database + "/" + domain, List.of(migrations));
    return with(draft -> draft.javaMigrations = more);
  }

  public MigrationSources withCallbacks(Callback... callbacks) {
    return with(draft -> draft.callbacks = Arrays.asList(callbacks));
  }

  private MigrationSources with(Consumer<Draft> change) {
    Draft draft = new Draft();
    change.accept(draft);
    return new MigrationSources(
        draft.location,
        draft.tenantDomains,
        draft.placeholders,
        draft.javaMigrations,
        draft.callbacks);
  }

  /** These values, open to change. */
  private final class Draft {
    private String location = location();
    private List<String> tenantDomains = tenantDomains();
    private Map<String, String> placeholders = placeholders();
    private Map<String, List<JavaMigration>> javaMigrations = javaMigrations();
    private List<Callback> callbacks = callbacks();
  }
}
