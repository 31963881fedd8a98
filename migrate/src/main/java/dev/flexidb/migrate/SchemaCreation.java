package dev.flexidb.migrate;

import dev.flexidb.Tenant;
import dev.flexidb.TenantState;
import dev.flexidb.tenant.SchemaName;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Makes tenants' schemas. Thread-safe; its methods block. */
final class SchemaCreation {

  private final Migrator migrator;
  private final Site site;
  private final Tenants tenants;
  private final MigrationOptions options;

  SchemaCreation(Migrator migrator, Site site, Tenants tenants, MigrationOptions options) {
    this.migrator = migrator;
    this.site = site;
    this.tenants = tenants;
    this.options = options;
  }

  /**
   * Makes it, with all that is in the files.
   *
   * @throws DuplicateSchemaException if there is one of that name, or a tenant of that id
   * @throws MigrationException if a migration fails; then nothing is left
   */
  void create(Tenant tenant, List<String> grants) throws SQLException {
    make(
        tenant,
        registry ->
            new NewSchema(site, migrator.sites().forTenants(site), options).create(tenant, grants));
  }

  /** How a schema gets what is to be in it. */
  interface Maker {
    void make(Registry registry) throws SQLException;
  }

  /** Makes it in this way, while nobody else makes one of its name. */
  void make(Tenant tenant, Maker maker) throws SQLException {
    Registry registry = tenants.existingRegistry();
    SchemaLock.during(
        site,
        tenant.schema().value(),
        options.leadTimeout(),
        () -> {
          clear(registry, tenant);
          try {
            maker.make(registry);
          } catch (SQLException failed) {
            throw told(tenant, failed);
          }
          return true;
        });
  }

  private SQLException told(Tenant tenant, SQLException failed) {
    if (site.dialect().saysDuplicate(failed)) {
      throw DuplicateSchemaException.ofTenant(site.name(), tenant.schema().value());
    }
    return failed;
  }

  /** What a killed node has left behind is cleared: it holds the lock no more. */
  private void clear(Registry registry, Tenant tenant) throws SQLException {
    String schema = tenant.schema().value();
    Optional<Tenant> there = site.with(connection -> registry.ofSchema(connection, schema));
    if (there.map(Tenant::state).filter(state -> state == TenantState.CREATING).isPresent()) {
      new Claim(site, registry, there.get()).release();
    } else if (there.isPresent()
        || site.with(connection -> registry.ofId(connection, tenant.id())).isPresent()) {
      throw DuplicateSchemaException.ofTenant(site.name(), schema);
    } else if (tenants.isThere(tenant.schema())) {
      throw DuplicateSchemaException.ofStranger(site.name(), schema);
    }
  }

  /** A new tenant whose id is its schema's name. */
  static Tenant named(SchemaName schema) {
    return new Tenant(schema.value(), schema, TenantState.ACTIVE);
  }
}
