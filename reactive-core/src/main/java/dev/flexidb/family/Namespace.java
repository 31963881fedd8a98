package dev.flexidb.family;

import dev.flexidb.tenant.SchemaName;
import java.util.List;
import java.util.Optional;

/**
 * Where the unqualified names of a statement are to be found: the tenant's schema, when there is
 * one, then the shared ones.
 *
 * @param tenant the tenant's schema; empty when the tenants are bypassed
 * @param shared the shared schemas; never empty when there is no tenant
 */
public record Namespace(Optional<SchemaName> tenant, List<String> shared) {

  public Namespace {
    shared = List.copyOf(shared);
    if (tenant.isEmpty() && shared.isEmpty()) {
      throw new IllegalArgumentException("a namespace needs a schema");
    }
  }

  /** The schema that has to exist, and in which new tables are created. */
  public String first() {
    return tenant.map(SchemaName::value).orElseGet(() -> shared.get(0));
  }
}
