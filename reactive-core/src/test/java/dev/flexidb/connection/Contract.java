package dev.flexidb.connection;

import dev.flexidb.DatabaseConfig;
import dev.flexidb.Tenancy;
import dev.flexidb.TenantSwitch;
import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.TestDatabase;
import java.util.function.UnaryOperator;

/** A contract that holds with every driver, on every server; one class for each pair runs it. */
interface Contract {

  /** The driver, as the URL names it; the server's own unless a class says otherwise. */
  default String driver(TestDatabase database) {
    return database.r2dbcUrl().split(":", 3)[1];
  }

  default String url(TestDatabase database) {
    return url(database, database.r2dbcUrl());
  }

  /** The same place for the contract's driver. */
  default String url(TestDatabase database, String ofServersOwnDriver) {
    return ofServersOwnDriver.replaceFirst("^r2dbc:\\w+:", "r2dbc:" + driver(database) + ":");
  }

  /** How PostgreSQL is told the tenant. */
  default TenantSwitch way() {
    return TenantSwitch.ONE_FLIGHT;
  }

  default TwoTenants tenants(TestDatabase database) {
    return tenants(database, 3);
  }

  default TwoTenants tenants(TestDatabase database, int rows) {
    return tenants(database, rows, config -> config);
  }

  default TwoTenants tenants(
      TestDatabase database, int rows, UnaryOperator<DatabaseConfig> change) {
    return tenants(database, url(database), rows, change);
  }

  default TwoTenants tenants(
      TestDatabase database, String url, int rows, UnaryOperator<DatabaseConfig> change) {
    return new TwoTenants(
        database, url, rows, config -> change.apply(config.withTenancy(tenancy())));
  }

  default Tenancy.SchemaPerTenant tenancy() {
    return Tenancy.schemaPerTenant().switchedBy(way());
  }

  static boolean isPostgreSql(TestDatabase database) {
    return database.server().kind() == DatabaseKind.POSTGRESQL;
  }
}
