package dev.flexidb.spring.tenant;

import dev.flexidb.Database;
import dev.flexidb.Tenant;
import dev.flexidb.tenant.SchemaName;
import reactor.core.publisher.Mono;

/**
 * Tenants that stand in their database's directory. That is asked past what the database remembers
 * of it: the answers are remembered here, as long as the properties say.
 */
record RegisteredTenants(Database database) implements TenantLookup {

  @Override
  public Mono<SchemaName> schemaOf(String tenantId) {
    return database.findTenant(tenantId).map(Tenant::schema);
  }
}
