package dev.flexidb.migrate;

import dev.flexidb.tenant.SchemaName;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

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
      if (scope.tenants().isEmpty()) {
        return tenants.in(site);
      }
      List<String> named = scope.tenants().stream().map(SchemaName::value).distinct().toList();
      requireKnown(site, named, tenants);
      return named;
    };
  }

  /** A tenant whose schema was dropped by hand is not the same as a wrong name. */
  private static void requireKnown(Site site, List<String> named, TenantSource tenants)
      throws SQLException {
    Set<String> there =
        site.with(
            connection ->
                new HashSet<>(
                    Sql.rows(connection, site.dialect().schemas(), row -> row.getString(1))));
    if (there.containsAll(named)) {
      return;
    }
    List<String> known = tenants.in(site);
    for (String name : named) {
      if (!there.contains(name) && !known.contains(name)) {
        throw new NoTenantException(site.name(), name, known);
      }
    }
  }

  /** Knows the tenants of a database. */
  interface TenantSource {
    List<String> in(Site site) throws SQLException;
  }
}
