package dev.flexidb.spring.properties;

import static dev.flexidb.spring.properties.Given.or;

import dev.flexidb.Tenancy;
import dev.flexidb.TenantSwitch;
import dev.flexidb.error.InvalidConfigurationException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * A {@link Tenancy}. Immutable.
 *
 * @param mode Whether each tenant has a schema of its own. With any other setting of tenancy it
 *     has, unless this says otherwise.
 * @param sharedSchemas Schemas that are searched behind the tenant's, and alone without one.
 * @param switchedBy How PostgreSQL is told the tenant.
 * @param rolePerTenant Role that a tenant's statements run as on PostgreSQL, such as
 *     tenant_{schema}.
 * @param settings Settings for row-level security on PostgreSQL, by name, with {schema} in their
 *     values.
 * @param registry Whether tenants are looked up in, and refused by, the registry that migrations
 *     keep. Needs flexidb-migrate.
 */
public record TenancyProperties(
    @Nullable Mode mode,
    @Nullable List<String> sharedSchemas,
    @Nullable TenantSwitch switchedBy,
    @Nullable String rolePerTenant,
    @Nullable Map<String, String> settings,
    @DefaultValue("false") boolean registry) {

  /** Where tenants live. */
  public enum Mode {
    /** There are none. */
    NONE,
    /** Each in a schema of its own. */
    SCHEMA_PER_TENANT
  }

  /**
   * The same for core, without a directory.
   *
   * @throws InvalidConfigurationException if it cannot be right
   */
  public Tenancy tenancy() {
    boolean ofTenants = hasSettingsOfTenants();
    if (mode == null ? !ofTenants : mode == Mode.NONE) {
      if (ofTenants) {
        throw new InvalidConfigurationException(
            "tenancy.mode is none, and there are other settings of tenancy; remove them, or the mode");
      }
      return Tenancy.none();
    }
    Tenancy.SchemaPerTenant schemas = Tenancy.schemaPerTenant();
    schemas =
        schemas
            .sharedSchemas(or(sharedSchemas, schemas.sharedSchemas()).toArray(String[]::new))
            .switchedBy(or(switchedBy, schemas.switchedBy()))
            .settings(or(settings, schemas.settings()));
    return rolePerTenant == null ? schemas : schemas.rolePerTenant(rolePerTenant);
  }

  private boolean hasSettingsOfTenants() {
    return sharedSchemas != null
        || switchedBy != null
        || rolePerTenant != null
        || settings != null
        || registry;
  }
}
