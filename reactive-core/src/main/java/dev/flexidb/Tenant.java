package dev.flexidb;

import dev.flexidb.error.InvalidConfigurationException;
import dev.flexidb.error.Quoted;
import dev.flexidb.tenant.SchemaName;
import java.util.regex.Pattern;

/**
 * A tenant as a registry knows it. No two have the same id, and no two the same schema. Immutable.
 *
 * @param id what the service calls it: 1 to 200 visible ASCII characters
 * @param schema where it lives
 * @param state how far it is
 */
public record Tenant(String id, SchemaName schema, TenantState state) {

  private static final Pattern ID = Pattern.compile("[!-~]{1,200}");

  public Tenant {
    requireId(id);
    Settings.given("schema", schema, "a SchemaName");
    Settings.given("state", state, "a TenantState");
  }

  /**
   * Checks an id that comes from elsewhere.
   *
   * @throws InvalidConfigurationException if no tenant may have it
   */
  public static String requireId(String id) {
    if (id == null || !ID.matcher(id).matches()) {
      throw new InvalidConfigurationException(
          "the tenant's id \"%s\" is not allowed; use 1 to 200 visible ASCII characters"
              .formatted(Quoted.line(id)));
    }
    return id;
  }
}
