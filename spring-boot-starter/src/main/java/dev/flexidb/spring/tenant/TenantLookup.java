package dev.flexidb.spring.tenant;

import dev.flexidb.tenant.SchemaName;
import reactor.core.publisher.Mono;

/**
 * Where tenants live, by their ids. The application may have a bean of this type, which is then
 * asked in place of a database, and whose answers are remembered in the same way. Has to be
 * thread-safe.
 */
@FunctionalInterface
public interface TenantLookup {

  /**
   * The schema of the tenant with this id, empty if there is none. Ids come from outside: any text
   * has to be expected. One answer is for all who ask for this id, so it must not depend on the
   * request; the Context is that of the first of them.
   */
  Mono<SchemaName> schemaOf(String tenantId);
}
