package dev.flexidb;

import dev.flexidb.error.InvalidConfigurationException;
import dev.flexidb.error.Quoted;
import dev.flexidb.tenant.SchemaName;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/** Where the tenants of a database live. Immutable. */
public sealed interface Tenancy {

  /** There are none: statements run where the URL says, whatever the Context holds. */
  static Tenancy none() {
    return new None();
  }

  /**
   * Each in a schema of its own (a database, on the MySQL family), which the Context names with
   * {@code withSchema(..)}. A statement whose Context names none fails, and is not sent; so does
   * one whose Context names a shared schema, or the URL's database on the MySQL family.
   */
  static SchemaPerTenant schemaPerTenant() {
    return new SchemaPerTenant(List.of(), TenantSwitch.ONE_FLIGHT);
  }

  /** No tenants. */
  record None() implements Tenancy {}

  /**
   * A schema for each tenant.
   *
   * @param sharedSchemas searched behind the tenant's own, and alone where {@code withoutSchema()}
   *     was chosen; when empty, a tenant sees its own schema alone, and {@code withoutSchema()}
   *     means {@code public} on PostgreSQL and the URL's database on the MySQL family
   * @param switchedBy how PostgreSQL is told the tenant; {@link TenantSwitch#ONE_FLIGHT}
   */
  record SchemaPerTenant(List<String> sharedSchemas, TenantSwitch switchedBy) implements Tenancy {

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,62}");

    public SchemaPerTenant {
      sharedSchemas = List.copyOf(sharedSchemas);
      Objects.requireNonNull(switchedBy, "switchedBy");
      for (String name : sharedSchemas) {
        if (!NAME.matcher(name).matches()) {
          throw new InvalidConfigurationException(
              ("shared schema \"%s\" is not a plain name; use letters, digits and _, at most 63, not"
                      + " beginning with a digit")
                  .formatted(Quoted.line(name)));
        }
        if (SchemaName.isReserved(name) && !name.equals("public")) {
          throw new InvalidConfigurationException(
              "shared schema \"%s\" is a server's own; name a schema that you made, or public"
                  .formatted(name));
        }
      }
    }

    /** With these shared schemas, in this order. */
    public SchemaPerTenant sharedSchemas(String... names) {
      return new SchemaPerTenant(List.of(names), switchedBy);
    }

    /** Told the tenant in this way, on PostgreSQL; other databases have one way each. */
    public SchemaPerTenant switchedBy(TenantSwitch way) {
      return new SchemaPerTenant(sharedSchemas, way);
    }
  }
}
