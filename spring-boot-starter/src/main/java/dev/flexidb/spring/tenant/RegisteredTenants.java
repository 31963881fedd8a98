package dev.flexidb.spring.tenant;

import dev.flexidb.Database;
import dev.flexidb.Tenant;
import dev.flexidb.TenantDirectory;
import dev.flexidb.tenant.SchemaName;
import dev.flexidb.tenant.TenantContext;
import reactor.core.publisher.Mono;

/**
 * Tenants that stand in their database's directory. That is asked past what the database remembers
 * of it: the answers are remembered here, as long as the properties say.
 */
record RegisteredTenants(Database database, TenantDirectory directory) implements TenantLookup {

  @Override
  public Mono<SchemaName> schemaOf(String tenantId) {
    return Mono.defer(() -> directory.find(database.client(), tenantId))
        .map(Tenant::schema)
        .contextWrite(whoeverAsks -> TenantContext.withoutSchema());
  }
}
