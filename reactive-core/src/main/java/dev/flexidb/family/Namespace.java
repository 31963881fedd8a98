package dev.flexidb.family;

import dev.flexidb.tenant.SchemaName;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where the unqualified names of a statement are to be found: the tenant's schema, when there is
 * one, then the shared ones.
 *
 * @param tenant the tenant's schema; empty when the tenants are bypassed
 * @param shared the shared schemas; never empty when there is no tenant
 * @param settings of the server's session that are told with it, by name, always in the same order
 */
public record Namespace(
    Optional<SchemaName> tenant, List<String> shared, Map<String, String> settings) {

  public Namespace {
    shared = List.copyOf(shared);
    settings = Collections.unmodifiableMap(settings);
    if (tenant.isEmpty() && shared.isEmpty()) {
      throw new IllegalArgumentException("a namespace needs a schema");
    }
  }

  /** With no settings. */
  public Namespace(Optional<SchemaName> tenant, List<String> shared) {
    this(tenant, shared, Map.of());
  }

  /** The schema that has to exist, and in which new tables are created. */
  public String first() {
    return tenant.map(SchemaName::value).orElseGet(() -> shared.get(0));
  }
}
