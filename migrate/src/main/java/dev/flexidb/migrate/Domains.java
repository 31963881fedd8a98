package dev.flexidb.migrate;

import dev.flexidb.error.InvalidConfigurationException;
import dev.flexidb.error.Quoted;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.Location;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.locations.LocationParser;
import org.flywaydb.core.api.migration.JavaMigration;
import org.flywaydb.core.api.resource.LoadableResource;
import org.flywaydb.core.internal.scanner.Scanner;

/** The domains that a database has migrations in: the folders below its own. */
final class Domains {

  /** Short enough for the names of a history table and its index, which hold it. */
  private static final Pattern ALLOWED = Pattern.compile("[a-z][a-z0-9_]{0,39}");

  private Domains() {}

  static void require(String domain) {
    if (domain == null || !ALLOWED.matcher(domain).matches()) {
      throw new InvalidConfigurationException(
          ("domain \"%s\" is not allowed; use lower-case letters, digits and _, beginning with a"
                  + " letter, at most 40")
              .formatted(Quoted.line(String.valueOf(domain))));
    }
  }

  /** Where the migrations of a domain are. */
  static String location(MigrationSources sources, String database, String domain) {
    return "%s/%s/%s".formatted(sources.location(), database, domain);
  }

  /**
   * All that there are: {@code public} first, as others build on it, and the tenants' last.
   *
   * @throws InvalidConfigurationException if a folder's name is not allowed
   */
  static List<String> of(MigrationSources sources, String database) {
    Location root = LocationParser.parseLocation(sources.location() + "/" + database);
    FluentConfiguration configuration =
        Flyway.configure(Domains.class.getClassLoader()).failOnMissingLocations(false);
    Scanner<JavaMigration> scanner =
        new Scanner<>(JavaMigration.class, configuration, new Location[] {root});
    Set<String> found = new TreeSet<>();
    for (LoadableResource resource : scanner.getResources("", ".sql")) {
      folder(resource.getAbsolutePath(), root.getRootPath()).ifPresent(found::add);
    }
    for (Class<? extends JavaMigration> type : scanner.getClasses()) {
      folder(type.getName().replace('.', '/'), root.getRootPath()).ifPresent(found::add);
    }
    sources.javaMigrations().keySet().stream()
        .filter(key -> key.startsWith(database + "/"))
        .map(key -> key.substring(database.length() + 1))
        .forEach(found::add);
    found.forEach(Domains::require);
    return inOrder(sources, found);
  }

  private static java.util.Optional<String> folder(String path, String root) {
    String slashed = path.replace('\\', '/');
    String below = root.replace('\\', '/') + "/";
    int at = slashed.indexOf(below);
    String rest = at < 0 ? "" : slashed.substring(at + below.length());
    int end = rest.indexOf('/');
    return end < 0 ? java.util.Optional.empty() : java.util.Optional.of(rest.substring(0, end));
  }

  private static List<String> inOrder(MigrationSources sources, Collection<String> domains) {
    Comparator<String> order =
        Comparator.<String, Boolean>comparing(domain -> !domain.equals("public"))
            .thenComparing(domain -> sources.tenantDomains().indexOf(domain))
            .thenComparing(Comparator.naturalOrder());
    Stream<String> sorted = domains.stream().sorted(order);
    return sorted.toList();
  }
}
