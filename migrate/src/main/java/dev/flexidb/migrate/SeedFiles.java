package dev.flexidb.migrate;

import dev.flexidb.error.UnknownDatabaseException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The files of data below a folder, by database and domain. Its methods block. */
final class SeedFiles {

  /** What stands beside the folders of the domains belongs to this one. */
  private static final String SHARED = "public";

  /** The files of one domain, in their order. */
  record OfDomain(String database, String domain, List<Path> files) {}

  private final Path folder;

  SeedFiles(Path folder) {
    this.folder = folder;
  }

  /**
   * Those that are meant; what tenants share comes first.
   *
   * @throws UnknownDatabaseException if a database is meant that there is not
   * @throws UnknownDomainException if a domain is meant that has neither data nor migrations
   */
  List<OfDomain> meant(
      MigrationScope scope, Collection<String> databases, MigrationSources sources) {
    for (String database : scope.databases()) {
      if (!databases.contains(database)) {
        throw new UnknownDatabaseException(database, databases);
      }
    }
    List<OfDomain> found = new ArrayList<>();
    TreeSet<String> known = new TreeSet<>();
    for (String database :
        scope.databases().isEmpty() ? databases : new LinkedHashSet<>(scope.databases())) {
      List<OfDomain> all = of(database);
      all.forEach(each -> known.add(each.domain()));
      known.addAll(Domains.of(sources, database));
      all.stream().filter(each -> isMeant(each.domain(), scope, sources)).forEach(found::add);
    }
    for (String domain : scope.domains()) {
      if (!known.contains(domain)) {
        throw new UnknownDomainException(domain, known);
      }
    }
    return found;
  }

  private static boolean isMeant(String domain, MigrationScope scope, MigrationSources sources) {
    return scope.domains().isEmpty()
        ? scope.tenants().isEmpty() || sources.tenantDomains().contains(domain)
        : scope.domains().contains(domain);
  }

  private List<OfDomain> of(String database) {
    Path root = folder.resolve(database);
    TreeMap<String, List<Path>> domains =
        new TreeMap<>(
            java.util.Comparator.comparing((String domain) -> !domain.equals(SHARED))
                .thenComparing(java.util.Comparator.naturalOrder()));
    for (Path each : list(root)) {
      if (isScript(each)) {
        domains.computeIfAbsent(SHARED, absent -> new ArrayList<>()).add(each);
      }
    }
    for (Path each : list(root)) {
      if (Files.isDirectory(each)) {
        String domain = each.getFileName().toString();
        Domains.require(domain);
        List<Path> scripts = list(each).stream().filter(SeedFiles::isScript).toList();
        if (!scripts.isEmpty()) {
          domains.computeIfAbsent(domain, absent -> new ArrayList<>()).addAll(scripts);
        }
      }
    }
    return domains.entrySet().stream()
        .map(entry -> new OfDomain(database, entry.getKey(), entry.getValue()))
        .toList();
  }

  private static boolean isScript(Path file) {
    return Files.isRegularFile(file) && file.getFileName().toString().endsWith(".sql");
  }

  private static List<Path> list(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted().toList();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
