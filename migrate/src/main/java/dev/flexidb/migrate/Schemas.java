package dev.flexidb.migrate;

import dev.flexidb.tenant.SchemaName;
import java.sql.SQLException;
import java.util.List;

/** The schemas that a domain is applied to. */
interface Schemas {

  List<String> of(Site site, MigrationSet set) throws SQLException;

  /**
   * Those that are meant: the tenants that are named, or all of them; for a domain that tenants
   * share, its one schema.
   *
   * @param tenants where all of them are known
   */
  static Schemas of(MigrationScope scope, TenantSource tenants) {
    return (site, set) -> {
      if (!set.isForTenants()) {
        return List.of(site.home());
      }
      return scope.tenants().isEmpty()
          ? tenants.in(site)
          : scope.tenants().stream().map(SchemaName::value).distinct().toList();
    };
  }

  /** Knows the tenants of a database. */
  interface TenantSource {
    List<String> in(Site site) throws SQLException;
  }
}
