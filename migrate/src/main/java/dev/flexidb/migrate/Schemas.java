package dev.flexidb.migrate;

import dev.flexidb.tenant.SchemaName;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

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
          : scope.tenants().stream().map(SchemaName::value).toList();
    };
  }

  /** Knows the tenants of a database. */
  interface TenantSource {
    List<String> in(Site site) throws SQLException;
  }

  /**
   * The schemas in which tenants' migrations have been applied before: those that hold the history
   * of a tenants' domain. Where a server has one set of schemas for all of its databases, only
   * those that this database's ledger knows are ours.
   */
  static TenantSource withHistory(MigrationSources sources) {
    return site ->
        site.with(
            connection -> {
              Set<String> found = new TreeSet<>();
              for (String domain : sources.tenantDomains()) {
                found.addAll(
                    Sql.rows(
                        connection,
                        site.dialect().schemasHolding(),
                        row -> row.getString(1),
                        Dialect.historyTable(domain)));
              }
              if (site.dialect().sharesSchemas()) {
                found.retainAll(new Ledger(site.dialect(), site.home()).schemas(connection));
              }
              return found.stream().filter(name -> !SchemaName.isReserved(name)).toList();
            });
  }
}
