package dev.flexidb.migrate;

import dev.flexidb.Tenant;
import dev.flexidb.TenantState;
import java.sql.SQLException;

/**
 * A schema that is made where a server keeps each step of it: the registry says so before the first
 * one, and what was made is dropped again where a step fails. Its methods block.
 */
final class Claim {

  /** Makes the schema and all that is in it. */
  interface Steps {
    void run() throws SQLException;
  }

  private final Site site;
  private final Registry registry;
  private final Tenant tenant;

  Claim(Site site, Registry registry, Tenant tenant) {
    this.site = site;
    this.registry = registry;
    this.tenant = tenant;
  }

  void during(Steps steps) throws SQLException {
    site.run(
        connection -> {
          registry.insert(
              connection, new Tenant(tenant.id(), tenant.schema(), TenantState.CREATING));
        });
    try {
      steps.run();
      site.with(
          connection ->
              registry.move(
                  connection, tenant.schema().value(), tenant.state(), TenantState.CREATING));
    } catch (SQLException | RuntimeException failed) {
      try {
        release();
      } catch (SQLException | RuntimeException left) {
        // The next one that makes a schema of this name finds what was left, and clears it.
        failed.addSuppressed(left);
      }
      throw failed;
    }
  }

  /** Drops what there is, and forgets it; who holds the schema's lock may. */
  void release() throws SQLException {
    String schema = tenant.schema().value();
    site.run(
        connection -> {
          Sql.run(connection, site.dialect().dropSchema(schema));
          new Ledger(site.dialect(), site.home()).forget(connection, schema);
          registry.delete(connection, schema);
        });
  }
}
