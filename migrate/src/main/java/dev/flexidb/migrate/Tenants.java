package dev.flexidb.migrate;

import dev.flexidb.Tenant;
import dev.flexidb.TenantState;
import dev.flexidb.tenant.InvalidSchemaNameException;
import dev.flexidb.tenant.SchemaName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The tenants of a database: those of the registry, and those whose schemas were migrated without
 * it, which it takes in. Thread-safe; its methods block.
 */
final class Tenants {

  /** Whose schema is there, whole or not. */
  private static final Set<TenantState> THERE =
      EnumSet.of(TenantState.ACTIVE, TenantState.FAILED, TenantState.SPARE);

  private final Site site;
  private final MigrationSources sources;

  Tenants(Site site, MigrationSources sources) {
    this.site = site;
    this.sources = sources;
  }

  /** All that there are; nothing is changed. */
  List<Tenant> all() throws SQLException {
    Registry registry = Registry.of(site);
    return site.with(
        connection -> {
          List<Tenant> all = new ArrayList<>();
          if (registry.exists(connection)) {
            all.addAll(registry.all(connection));
          }
          all.addAll(strangers(connection, all));
          return all;
        });
  }

  /** Those of them whose schema is there, spares left out, in the order of their schemas. */
  List<Tenant> present() throws SQLException {
    List<Tenant> all = all();
    Set<String> schemas = schemas();
    return all.stream()
        .filter(tenant -> THERE.contains(tenant.state()) && tenant.state() != TenantState.SPARE)
        .filter(tenant -> schemas.contains(tenant.schema().value()))
        .sorted(java.util.Comparator.comparing(tenant -> tenant.schema().value()))
        .toList();
  }

  /** The schemas that a fleet's run is for: all but those that are being made or dropped. */
  List<String> schemasToMigrate() throws SQLException {
    Set<String> schemas = new TreeSet<>(site.with(this::withHistory));
    schemas.removeIf(SchemaName::isReserved);
    for (Tenant tenant : all()) {
      if (THERE.contains(tenant.state())) {
        schemas.add(tenant.schema().value());
      } else {
        schemas.remove(tenant.schema().value());
      }
    }
    return List.copyOf(schemas);
  }

  /** The one in this schema. */
  Optional<Tenant> of(SchemaName schema) throws SQLException {
    Registry registry = Registry.of(site);
    return site.with(
        connection -> {
          if (registry.exists(connection)) {
            Optional<Tenant> registered = registry.ofSchema(connection, schema.value());
            if (registered.isPresent()) {
              return registered;
            }
          }
          return strangers(connection, List.of()).stream()
              .filter(stranger -> stranger.schema().equals(schema))
              .findFirst();
        });
  }

  /** Whether there is one in this schema, no spare, and the schema is there. */
  boolean isPresent(SchemaName schema) throws SQLException {
    return of(schema)
            .filter(tenant -> THERE.contains(tenant.state()))
            .filter(tenant -> tenant.state() != TenantState.SPARE)
            .isPresent()
        && isThere(schema);
  }

  /** That no tenant has this schema, and which ones they have. */
  NoTenantException unknown(SchemaName schema) throws SQLException {
    return new NoTenantException(
        site.name(),
        schema.value(),
        present().stream().map(tenant -> tenant.schema().value()).toList());
  }

  /** Whether there is a schema of this name, whoever's. */
  boolean isThere(SchemaName schema) throws SQLException {
    return !site.with(
            connection ->
                Sql.rows(
                    connection,
                    site.dialect().schemaNamed(),
                    row -> row.getString(1),
                    schema.value()))
        .isEmpty();
  }

  /** The registry, which is made if it is not there, and may not know all. */
  Registry existingRegistry() throws SQLException {
    Registry registry = Registry.of(site);
    return site.with(registry::exists) ? registry : registry();
  }

  /** Two at once would fail, whatever IF NOT EXISTS promises. */
  private void create(Registry registry, Ledger ledger) throws SQLException {
    SchemaLock.during(
        site,
        "the registry",
        MigrationOptions.DEFAULTS.leadTimeout(),
        () ->
            site.with(
                connection -> {
                  ledger.create(connection);
                  if (!registry.exists(connection)) {
                    registry.create(connection);
                  }
                  return true;
                }));
  }

  Set<String> schemas() throws SQLException {
    return site.with(
        connection ->
            new HashSet<>(Sql.rows(connection, site.dialect().schemas(), row -> row.getString(1))));
  }

  /** Sees to it that there is a registry, and that it knows all, and who is to be repaired. */
  Registry registry() throws SQLException {
    Registry registry = Registry.of(site);
    Ledger ledger = new Ledger(site.dialect(), site.home());
    if (!site.with(registry::exists)) {
      create(registry, ledger);
    }
    site.run(
        connection -> {
          List<Tenant> known = registry.all(connection);
          for (Tenant stranger : strangers(connection, known)) {
            take(registry, connection, stranger);
          }
          Set<String> failed = ledger.failed(connection);
          for (Tenant tenant : known) {
            if (failed.contains(tenant.schema().value())) {
              registry.move(
                  connection, tenant.schema().value(), TenantState.FAILED, TenantState.ACTIVE);
            } else if (tenant.state() == TenantState.FAILED) {
              registry.move(
                  connection, tenant.schema().value(), TenantState.ACTIVE, TenantState.FAILED);
            }
          }
        });
    return registry;
  }

  /** Another node may have been faster. */
  private void take(Registry registry, Connection connection, Tenant stranger) throws SQLException {
    try {
      registry.insert(connection, stranger);
    } catch (SQLException failed) {
      if (!site.dialect().saysDuplicate(failed)) {
        throw failed;
      }
    }
  }

  /** Those whose schemas hold the history of a tenants' domain, and whom the registry lacks. */
  private List<Tenant> strangers(Connection connection, List<Tenant> registered)
      throws SQLException {
    Set<String> known = new HashSet<>();
    registered.forEach(tenant -> known.add(tenant.schema().value()));
    Set<String> failed = new Ledger(site.dialect(), site.home()).failed(connection);
    return withHistory(connection).stream()
        .filter(schema -> !known.contains(schema))
        .flatMap(schema -> named(schema).stream())
        .map(
            schema ->
                new Tenant(
                    schema.value(),
                    schema,
                    failed.contains(schema.value()) ? TenantState.FAILED : TenantState.ACTIVE))
        .toList();
  }

  /**
   * Where a server has one set of schemas for all of its databases, only those that this database's
   * ledger knows are ours.
   */
  private Set<String> withHistory(Connection connection) throws SQLException {
    Set<String> found = new TreeSet<>();
    for (String domain : sources.tenantDomains()) {
      found.addAll(
          Sql.rows(
              connection,
              site.dialect().schemasHolding(),
              row -> row.getString(1),
              Dialect.historyTable(domain)));
    }
    if (site.dialect().sharesSchemas()) {
      found.retainAll(new Ledger(site.dialect(), site.home()).schemas(connection));
    }
    found.remove(site.home());
    found.removeAll(site.shared());
    return found;
  }

  /** Empty where no tenant of ours may have this name. */
  private static Optional<SchemaName> named(String schema) {
    try {
      return Optional.of(new SchemaName(schema));
    } catch (InvalidSchemaNameException foreign) {
      return Optional.empty();
    }
  }
}
