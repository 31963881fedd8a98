package dev.flexidb;

import dev.flexidb.error.InvalidConfigurationException;
import dev.flexidb.tenant.SchemaName;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** What a tenancy has PostgreSQL set with each tenant: its role and settings of the user's. */
final class TenantSettings {

  static final String SCHEMA = "{schema}";

  private static final String ROLE = "role";
  private static final int MAX_ROLE = 63;

  /** Values by name; {@link #SCHEMA} in them stands for the tenant's schema. */
  private final Map<String, String> patterns = new LinkedHashMap<>();

  private final Map<String, String> neutral;

  TenantSettings(Tenancy.SchemaPerTenant tenancy) {
    if (!tenancy.rolePattern().isEmpty()) {
      patterns.put(ROLE, tenancy.rolePattern());
    }
    patterns.putAll(tenancy.settings());
    this.neutral = with(pattern -> pattern.contains(SCHEMA) ? "" : pattern);
    neutral.computeIfPresent(ROLE, (role, pattern) -> "none");
  }

  /** Those of a tenant. */
  Map<String, String> of(SchemaName tenant) {
    if (patterns.isEmpty()) {
      return Map.of();
    }
    Map<String, String> settings = with(pattern -> pattern.replace(SCHEMA, tenant.value()));
    String role = settings.getOrDefault(ROLE, "");
    if (role.length() > MAX_ROLE) {
      throw new InvalidConfigurationException(
          "the role %s is longer than %d characters; shorten the tenant's schema or rolePerTenant(..)"
              .formatted(role, MAX_ROLE));
    }
    return settings;
  }

  /** Those of no tenant: the login's own role, and empty where a tenant's schema would stand. */
  Map<String, String> neutral() {
    return neutral;
  }

  private Map<String, String> with(Function<String, String> value) {
    Map<String, String> settings = new LinkedHashMap<>();
    patterns.forEach((name, pattern) -> settings.put(name, value.apply(pattern)));
    return settings;
  }
}
