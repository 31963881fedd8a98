package dev.flexidb;

import dev.flexidb.error.InvalidConfigurationException;
import dev.flexidb.error.MissingTenantException;
import dev.flexidb.error.SharedSchemaException;
import dev.flexidb.family.DatabaseFamily;
import dev.flexidb.family.Namespace;
import dev.flexidb.tenant.SchemaName;
import dev.flexidb.tenant.TenantContext;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reactor.util.context.ContextView;

/** Where the statements of a subscriber are to run, by the tenancy of a database. */
final class Namespaces {

  private final String database;
  private final boolean tenants;
  private final List<String> searchedBehindTenant;
  private final List<String> bypass;

  /** What no tenant may be called, in lower case: some servers do not tell the cases apart. */
  private final Set<String> shared;

  private final String whereNoBypassIs;
  private final TenantSettings settings;

  private Namespaces(
      String database,
      boolean tenants,
      List<String> searchedBehindTenant,
      List<String> bypass,
      Set<String> shared,
      String whereNoBypassIs,
      TenantSettings settings) {
    this.database = database;
    this.tenants = tenants;
    this.searchedBehindTenant = searchedBehindTenant;
    this.bypass = bypass;
    this.shared = shared;
    this.whereNoBypassIs = whereNoBypassIs;
    this.settings = settings;
  }

  static Namespaces of(String database, DatabaseConfig config, DatabaseFamily family) {
    if (!(config.tenancy() instanceof Tenancy.SchemaPerTenant perTenant)) {
      return new Namespaces(
          database,
          false,
          List.of(),
          List.of(),
          Set.of(),
          "",
          new TenantSettings(Tenancy.schemaPerTenant()));
    }
    List<String> shared = perTenant.sharedSchemas();
    if (!family.searchesManySchemas() && shared.size() > 1) {
      throw new InvalidConfigurationException(
          ("database \"%s\": sharedSchemas are %s, and %s stands in one schema at a time; name one,"
                  + " which withoutSchema() then means")
              .formatted(database, shared, family.product()));
    }
    List<String> byDefault =
        family.defaultShared(config.origin().options()).map(List::of).orElse(List.of());
    return new Namespaces(
        database,
        true,
        family.searchesManySchemas() ? shared : List.of(),
        shared.isEmpty() ? byDefault : shared,
        Stream.concat(shared.stream(), byDefault.stream())
            .map(name -> name.toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet()),
        config.origin().options() == null
            ? "which a given ConnectionFactory does not tell; name it with sharedSchemas(..)"
            : "and there is none; add it to the URL, or name it with sharedSchemas(..)",
        new TenantSettings(perTenant));
  }

  /** By the subscriber's Context; null without tenancy. */
  Function<ContextView, @Nullable Namespace> fromContext() {
    return tenants ? this::chosenIn : context -> null;
  }

  /** What tenants share, whatever the Context says. */
  Function<ContextView, @Nullable Namespace> shared() {
    return tenants ? context -> bypassed() : context -> null;
  }

  private Namespace chosenIn(ContextView context) {
    Optional<SchemaName> tenant = TenantContext.schemaOf(context);
    if (tenant.isPresent()) {
      return of(tenant.get());
    }
    if (!TenantContext.isBypassed(context)) {
      throw new MissingTenantException(database);
    }
    return bypassed();
  }

  private Namespace bypassed() {
    if (bypass.isEmpty()) {
      throw new InvalidConfigurationException(
          "database \"%s\": withoutSchema() means the URL's database, %s"
              .formatted(database, whereNoBypassIs));
    }
    return new Namespace(Optional.empty(), bypass, settings.neutral());
  }

  /** Always the same tenant, whatever the Context says. */
  Function<ContextView, @Nullable Namespace> pinnedTo(SchemaName schema) {
    if (!tenants) {
      throw new InvalidConfigurationException(
          "database \"%s\" has no tenants; configure Tenancy.schemaPerTenant() for forSchema(..)"
              .formatted(database));
    }
    Namespace pinned = of(schema);
    return context -> pinned;
  }

  private Namespace of(SchemaName tenant) {
    if (shared.contains(tenant.value())) {
      throw new SharedSchemaException(database, tenant.value());
    }
    return new Namespace(Optional.of(tenant), searchedBehindTenant, settings.of(tenant));
  }
}
