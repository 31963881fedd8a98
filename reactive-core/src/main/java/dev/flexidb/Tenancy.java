package dev.flexidb;

import dev.flexidb.error.InvalidConfigurationException;
import dev.flexidb.error.Quoted;
import dev.flexidb.tenant.SchemaName;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

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
    return new SchemaPerTenant(List.of(), TenantSwitch.ONE_FLIGHT, "", Map.of(), null);
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
   * @param rolePattern the role that a tenant's statements run as, on PostgreSQL, with {@code
   *     {schema}} for its schema; empty for the login's own
   * @param settings of PostgreSQL's session for row-level security, by name, with {@code {schema}}
   *     in their values for the tenant's schema
   * @param directory where it is written down which tenants there are; null for nowhere
   */
  record SchemaPerTenant(
      List<String> sharedSchemas,
      TenantSwitch switchedBy,
      String rolePattern,
      Map<String, String> settings,
      @Nullable TenantDirectory directory)
      implements Tenancy {

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,62}");

    /** With a dot: a setting of the user's own, never one of the server's. */
    private static final Pattern SETTING =
        Pattern.compile("[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z_][A-Za-z0-9_]*)+");

    public SchemaPerTenant {
      for (String shared : Settings.given("sharedSchemas", sharedSchemas, "a List of names")) {
        Settings.given("a shared schema", shared, "its name");
      }
      sharedSchemas = List.copyOf(sharedSchemas);
      Settings.given("switchedBy", switchedBy, "ONE_FLIGHT or PIPELINED");
      Settings.given(
          "rolePerTenant", rolePattern, "a pattern with {schema}, such as tenant_{schema}");
      Settings.given("settings", settings, "a Map, such as Map.of(\"app.tenant\", \"{schema}\")");
      settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
      if (!rolePattern.isEmpty() && !rolePattern.contains(TenantSettings.SCHEMA)) {
        throw new InvalidConfigurationException(
            "rolePerTenant is \"%s\", one role for all; let it hold {schema}, such as tenant_{schema}"
                .formatted(Quoted.line(rolePattern)));
      }
      requireValue("rolePerTenant", rolePattern);
      settings.forEach(SchemaPerTenant::requireSetting);
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

    private static void requireSetting(@Nullable String name, @Nullable String value) {
      if (name == null || !SETTING.matcher(name).matches()) {
        throw new InvalidConfigurationException(
            "setting \"%s\" is none of yours; name it with a dot, such as app.tenant"
                .formatted(Quoted.line(name)));
      }
      String what = "setting \"" + name + "\"";
      requireValue(what, Settings.given(what, value, "a text, which may hold {schema}"));
    }

    private static void requireValue(String what, String value) {
      if (value.indexOf('\\') >= 0 || value.indexOf('\0') >= 0) {
        throw new InvalidConfigurationException(
            what + " holds a backslash or NUL; use another value");
      }
    }

    /** With these shared schemas, in this order. */
    public SchemaPerTenant sharedSchemas(String... names) {
      return new SchemaPerTenant(
          Arrays.asList(Settings.given("sharedSchemas", names, "names")),
          switchedBy,
          rolePattern,
          settings,
          directory);
    }

    /**
     * On PostgreSQL, a second wall: a tenant's statements run as this role, so that SQL which names
     * another schema is refused (42501). The login has to be a member of each role, without rights
     * of its own; a superuser or a login with BYPASSRLS is refused. With {@code withoutSchema()}
     * the login's own role stays.
     *
     * @param pattern the role's name, with {@code {schema}} for the tenant's schema
     */
    public SchemaPerTenant rolePerTenant(String pattern) {
      String role =
          Settings.given(
              "rolePerTenant", pattern, "a pattern with {schema}, such as tenant_{schema}");
      if (role.isBlank()) {
        throw new InvalidConfigurationException(
            "rolePerTenant is \"%s\", which names no role; let it hold {schema}, such as tenant_{schema}"
                .formatted(Quoted.line(role)));
      }
      return new SchemaPerTenant(sharedSchemas, switchedBy, role, settings, directory);
    }

    /**
     * On PostgreSQL, what policies of row-level security ask for with {@code current_setting(..)}:
     * set with each tenant, empty with {@code withoutSchema()} where the schema would stand.
     *
     * @param values by the setting's name, such as {@code app.tenant}, with {@code {schema}} for
     *     the tenant's schema
     */
    public SchemaPerTenant settings(Map<String, String> values) {
      return new SchemaPerTenant(sharedSchemas, switchedBy, rolePattern, values, directory);
    }

    /** Told the tenant in this way, on PostgreSQL; other databases have one way each. */
    public SchemaPerTenant switchedBy(TenantSwitch way) {
      return new SchemaPerTenant(sharedSchemas, way, rolePattern, settings, directory);
    }

    /**
     * With a directory of the tenants: one that is not to be served, as its schema is half-migrated
     * say, is refused with {@link dev.flexidb.error.TenantUnavailableException}, two seconds after
     * the directory says so at the latest, and {@link Database#schemaOf} finds tenants by their
     * ids. Where the directory cannot be asked, nothing is sent.
     */
    public SchemaPerTenant directory(TenantDirectory directory) {
      return new SchemaPerTenant(
          sharedSchemas,
          switchedBy,
          rolePattern,
          settings,
          Settings.given("directory", directory, "a TenantDirectory"));
    }
  }
}
