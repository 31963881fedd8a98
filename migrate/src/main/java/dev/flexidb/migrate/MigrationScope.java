package dev.flexidb.migrate;

import dev.flexidb.tenant.SchemaName;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which databases, domains and tenants are meant; what names none means all. Immutable.
 *
 * @param tenants in this order, so that those that are to go first come first; with any, no domain
 *     that tenants share is meant unless it is named
 */
public record MigrationScope(
    List<String> databases, List<String> domains, List<SchemaName> tenants) {

  /** Everything. */
  public static final MigrationScope ALL = new MigrationScope(List.of(), List.of(), List.of());

  public MigrationScope {
    databases = List.copyOf(databases);
    domains = List.copyOf(domains);
    tenants = List.copyOf(tenants);
  }

  public MigrationScope withDatabases(String... databases) {
    return new MigrationScope(List.of(databases), domains, tenants);
  }

  public MigrationScope withDomains(String... domains) {
    return new MigrationScope(databases, List.of(domains), tenants);
  }

  public MigrationScope withTenants(SchemaName... tenants) {
    return new MigrationScope(databases, domains, List.of(tenants));
  }

  /** As {@link #withTenants(SchemaName...)}. */
  public MigrationScope withTenants(String... tenants) {
    return new MigrationScope(databases, domains, Stream.of(tenants).map(SchemaName::new).toList());
  }
}
