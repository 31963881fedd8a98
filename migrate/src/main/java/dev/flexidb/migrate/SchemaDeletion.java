package dev.flexidb.migrate;

import dev.flexidb.Tenant;
import dev.flexidb.TenantState;
import dev.flexidb.tenant.SchemaName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Drops tenants' schemas. Thread-safe; its methods block. */
final class SchemaDeletion {

  private final Site site;
  private final Tenants tenants;
  private final Grants grants;
  private final MigrationOptions options;

  SchemaDeletion(Site site, Tenants tenants, Grants grants, MigrationOptions options) {
    this.site = site;
    this.tenants = tenants;
    this.grants = grants;
    this.options = options;
  }

  /**
   * Drops it with all that is in it. Whoever works in it is waited for, as long and as often as the
   * options say; new work is refused meanwhile where a directory is asked.
   *
   * @throws NoTenantException if it is no tenant's
   * @throws SchemaBusyException if somebody does not end; then it is as it was
   */
  void delete(SchemaName schema) throws SQLException {
    Registry registry = tenants.registry();
    SchemaLock.during(
        site,
        schema.value(),
        options.leadTimeout(),
        () -> {
          Tenant tenant =
              site.with(connection -> registry.ofSchema(connection, schema.value()))
                  .orElseThrow(() -> new NoTenantException(site.name(), schema.value()));
          mark(registry, schema, TenantState.DELETING, tenant.state());
          try {
            drop(registry, tenant);
          } catch (SQLException | RuntimeException failed) {
            unmark(registry, tenant, failed);
            throw failed;
          }
          return true;
        });
  }

  private void drop(Registry registry, Tenant tenant) throws SQLException {
    for (int attempt = 1; ; attempt++) {
      try {
        site.with(
            connection -> {
              site.dialect().enter(connection, List.of(site.home()), options.lockTimeout());
              return site.dialect().undoesDdl()
                  ? Sql.inTransaction(connection, within -> dropped(registry, tenant, within))
                  : dropped(registry, tenant, connection);
            });
        return;
      } catch (SQLException failed) {
        if (!site.dialect().saysLocked(failed)) {
          throw failed;
        }
        if (attempt >= options.lockAttempts()) {
          throw new SchemaBusyException(
              site.name(),
              tenant.schema().value(),
              options.lockTimeout(),
              options.lockAttempts(),
              failed);
        }
      }
    }
  }

  private boolean dropped(Registry registry, Tenant tenant, Connection connection)
      throws SQLException {
    String schema = tenant.schema().value();
    Sql.run(connection, site.dialect().dropSchema(schema));
    for (String statement : grants.gone(connection, tenant.schema())) {
      Sql.run(connection, statement);
    }
    new Ledger(site.dialect(), site.home()).forget(connection, schema);
    registry.delete(connection, schema);
    return true;
  }

  private void mark(Registry registry, SchemaName schema, TenantState to, TenantState from)
      throws SQLException {
    site.with(connection -> registry.move(connection, schema.value(), to, from));
  }

  private void unmark(Registry registry, Tenant tenant, Exception failed) {
    try {
      mark(registry, tenant.schema(), tenant.state(), TenantState.DELETING);
    } catch (SQLException | RuntimeException lost) {
      // It stays refused, and can be dropped again.
      failed.addSuppressed(lost);
    }
  }
}
