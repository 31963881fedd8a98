package dev.flexidb.migrate;

import dev.flexidb.DatabaseConfig;
import dev.flexidb.error.UnknownDatabaseException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Databases by name, and the files that there are for them. */
final class Sites implements AutoCloseable {

  private final Map<String, Site> byName;
  private final MigrationSources sources;

  private Sites(Map<String, Site> byName, MigrationSources sources) {
    this.byName = byName;
    this.sources = sources;
  }

  static Sites of(Map<String, DatabaseConfig> databases, MigrationSources sources) {
    Map<String, Site> byName = new LinkedHashMap<>();
    databases.forEach((name, config) -> byName.put(name, new Site(name, config)));
    return new Sites(byName, sources);
  }

  /**
   * @throws UnknownDatabaseException if there is none of that name
   */
  Site get(String database) {
    Site site = byName.get(database);
    if (site == null) {
      throw new UnknownDatabaseException(database, names());
    }
    return site;
  }

  Set<String> names() {
    return byName.keySet();
  }

  MigrationSources sources() {
    return sources;
  }

  List<String> domains(Site site) {
    return Domains.of(sources, site.name());
  }

  MigrationSet set(Site site, String domain) {
    return new MigrationSet(site, sources, domain);
  }

  /**
   * The domains that are meant, with their files, in their order.
   *
   * @param atOnce how many schemas of a database will be worked on at once
   * @throws UnknownDatabaseException if one is named that there is not
   * @throws UnknownDomainException if one is named that no database has
   */
  Map<Site, List<MigrationSet>> read(MigrationScope scope, int atOnce) {
    scope.databases().forEach(this::get);
    Map<Site, List<String>> domains = new LinkedHashMap<>();
    for (Site site : byName.values()) {
      if (scope.databases().isEmpty() || scope.databases().contains(site.name())) {
        site.atOnce(atOnce);
        domains.put(site, domains(site));
      }
    }
    Collection<String> meant = meant(scope, domains.values());
    Map<Site, List<MigrationSet>> sets = new LinkedHashMap<>();
    domains.forEach(
        (site, of) ->
            sets.put(
                site, of.stream().filter(meant::contains).map(each -> set(site, each)).toList()));
    return sets;
  }

  private Collection<String> meant(MigrationScope scope, Collection<List<String>> domains) {
    Set<String> known = new TreeSet<>();
    domains.forEach(known::addAll);
    for (String domain : scope.domains()) {
      if (!known.contains(domain)) {
        throw new UnknownDomainException(domain, known);
      }
    }
    if (!scope.domains().isEmpty()) {
      return scope.domains();
    }
    return scope.tenants().isEmpty() ? known : sources.tenantDomains();
  }

  /**
   * What a new tenant's schema gets, read anew.
   *
   * @throws UnknownDomainException if there is nothing for tenants
   */
  List<MigrationSet> forTenants(Site site) {
    return tenantDomains(site).stream().map(domain -> set(site, domain)).toList();
  }

  /**
   * The tenants' domains that there are files for.
   *
   * @throws UnknownDomainException if there are none
   */
  List<String> tenantDomains(Site site) {
    List<String> all = domains(site);
    List<String> domains = all.stream().filter(sources.tenantDomains()::contains).toList();
    if (domains.isEmpty()) {
      throw new UnknownDomainException(String.join(", ", sources.tenantDomains()), all);
    }
    return domains;
  }

  @Override
  public void close() {
    byName.values().forEach(Site::close);
  }
}
