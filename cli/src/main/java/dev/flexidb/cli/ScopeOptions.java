package dev.flexidb.cli;

import dev.flexidb.migrate.MigrationScope;
import dev.flexidb.tenant.SchemaName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** What is meant: nothing given means all. */
final class ScopeOptions {

  @Option(
      names = {"-d", "--database", "--connection"},
      paramLabel = "NAME",
      split = ",",
      description = "The databases that are meant; all, if none is named.")
  private List<String> databases = new ArrayList<>();

  @Option(
      names = {"-s", "--domain", "--scope"},
      paramLabel = "NAME",
      split = ",",
      description =
          "The domains that are meant: public, tenant or any other; all, if none is named.")
  private List<String> domains = new ArrayList<>();

  @Option(
      names = {"-t", "--tenant"},
      paramLabel = "SCHEMA",
      split = ",",
      description = "The tenants that are meant, in this order, and nothing that tenants share.")
  private List<String> tenants = new ArrayList<>();

  @Option(
      names = {"-a", "--all-tenants"},
      description = "All tenants, and nothing that they share.")
  private boolean allTenants;

  List<String> databases() {
    return databases;
  }

  boolean isAllTenants() {
    return allTenants;
  }

  List<String> domains() {
    return domains;
  }

  List<String> tenants() {
    return tenants;
  }

  /**
   * All of it.
   *
   * @throws CommandFailedException if it cannot be meant
   */
  MigrationScope all() {
    if (allTenants && !tenants.isEmpty()) {
      throw new CommandFailedException("--all-tenants and --tenant cannot be meant together");
    }
    return new MigrationScope(databases, domains, tenants.stream().map(SchemaName::new).toList());
  }

  /**
   * For each database what of it is meant.
   *
   * @param domains those that each has, as far as they are meant
   * @param tenantDomains whose schemas are the tenants'
   */
  Map<String, MigrationScope> each(Map<String, List<String>> domains, List<String> tenantDomains) {
    Map<String, MigrationScope> scopes = new LinkedHashMap<>();
    domains.forEach(
        (database, has) -> {
          List<String> meant =
              allTenants ? has.stream().filter(tenantDomains::contains).toList() : has;
          if (!meant.isEmpty()) {
            scopes.put(database, new MigrationScope(List.of(database), meant, all().tenants()));
          }
        });
    return scopes;
  }
}
