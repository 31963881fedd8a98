package dev.flexidb.spring.tenant;

import dev.flexidb.Database;
import dev.flexidb.error.UnknownTenantException;
import dev.flexidb.tenant.SchemaName;
import reactor.core.publisher.Mono;

/** Tenants that stand in their database's directory. */
record RegisteredTenants(Database database) implements TenantLookup {

  @Override
  public Mono<SchemaName> schemaOf(String tenantId) {
    return database
        .schemaOf(tenantId)
        .onErrorResume(UnknownTenantException.class, unknown -> Mono.empty());
  }
}
