package dev.flexidb.spring.tenant;

import dev.flexidb.Database;
import dev.flexidb.DatabaseConfig;
import dev.flexidb.ReactiveFlexiDb;
import dev.flexidb.Tenancy;
import dev.flexidb.error.InvalidConfigurationException;
import dev.flexidb.error.Quoted;
import dev.flexidb.spring.DatabaseConfigs;
import dev.flexidb.spring.properties.FlexiDbProperties;
import dev.flexidb.spring.properties.TenantProperties;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The database that knows which tenants there are. */
public final class TenantDatabase {

  private static final String USUAL_PATTERN = "tenant_{id}";

  private TenantDatabase() {}

  /**
   * The lookup that the properties describe: the directory of the database's tenancy where it has
   * one and no pattern is given, else a pattern.
   *
   * @throws InvalidConfigurationException if it cannot be told which database that is
   */
  public static TenantLookup lookup(
      ReactiveFlexiDb db, DatabaseConfigs configs, FlexiDbProperties properties) {
    TenantProperties written = properties.tenant();
    String name = name(configs.byName(), written.database(), properties.defaultDatabase());
    Database database = db.get(name);
    DatabaseConfig config = configs.byName().get(name);
    if (written.schemaPattern() == null
        && config != null
        && config.tenancy() instanceof Tenancy.SchemaPerTenant tenants
        && tenants.directory() != null) {
      return new RegisteredTenants(database);
    }
    return new SchemaPattern(
        database, written.schemaPattern() == null ? USUAL_PATTERN : written.schemaPattern());
  }

  private static String name(
      Map<String, DatabaseConfig> configs, @Nullable String asked, @Nullable String preferred) {
    List<String> withTenants =
        configs.entrySet().stream()
            .filter(entry -> entry.getValue().tenancy() instanceof Tenancy.SchemaPerTenant)
            .map(Map.Entry::getKey)
            .toList();
    if (asked != null) {
      if (!withTenants.contains(asked)) {
        throw new InvalidConfigurationException(
            "flexidb.tenant.database is \"%s\", which is no database with tenants; those are %s"
                .formatted(Quoted.line(asked), Quoted.names(withTenants)));
      }
      return asked;
    }
    if (withTenants.size() == 1) {
      return withTenants.get(0);
    }
    if (preferred != null && withTenants.contains(preferred)) {
      return preferred;
    }
    throw new InvalidConfigurationException(
        withTenants.isEmpty()
            ? "requests have tenants and no database has; set tenancy.mode of one to schema-per-tenant"
            : "databases %s have tenants; say with flexidb.tenant.database which one knows them all"
                .formatted(Quoted.names(withTenants)));
  }
}
