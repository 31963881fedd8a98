package dev.flexidb.migrate;

import dev.flexidb.Tenant;
import dev.flexidb.TenantState;
import dev.flexidb.error.TenantUnavailableException;
import dev.flexidb.migrate.copy.PostgreSqlCopy;
import dev.flexidb.tenant.InvalidSchemaNameException;
import dev.flexidb.tenant.SchemaName;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Gives tenants their schemas at first use, from those that were made ahead where it can. */
final class Provisioning {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int NAME_BYTES = 10;

  private final Migrator migrator;
  private final Site site;
  private final Tenants tenants;
  private final MigrationOptions options;

  Provisioning(Migrator migrator, Site site, Tenants tenants, MigrationOptions options) {
    this.migrator = migrator;
    this.site = site;
    this.tenants = tenants;
    this.options = options;
  }

  /** Where the tenant lives, if there is one. */
  Optional<SchemaName> existing(String id) throws SQLException {
    Registry registry = Registry.of(site);
    return site.with(
            connection ->
                registry.exists(connection)
                    ? registry.ofId(connection, id)
                    : Optional.<Tenant>empty())
        .filter(tenant -> tenant.state() == TenantState.ACTIVE)
        .map(Tenant::schema);
  }

  /** Makes the tenant unless another node has done so meanwhile. */
  SchemaName provide(String id, Grants grants) throws SQLException {
    Optional<SchemaName> wanted = named(id);
    if (wanted.isPresent()) {
      site.requireNotShared(wanted.get());
    }
    Registry registry = tenants.existingRegistry();
    return SchemaLock.during(
        site,
        "tenant " + id,
        options.leadTimeout(),
        () -> {
          Optional<Tenant> there = site.with(connection -> registry.ofId(connection, id));
          return there.isPresent()
              ? provided(there.get(), grants)
              : provided(registry, id, wanted, grants);
        });
  }

  /** A killed node may have left it half-made. */
  private SchemaName provided(Tenant there, Grants grants) throws SQLException {
    if (there.state() == TenantState.CREATING) {
      return created(there.id(), there.schema(), grants);
    }
    if (there.state() != TenantState.ACTIVE) {
      throw new TenantUnavailableException(
          site.name(), there.schema().value(), there.state().name());
    }
    return there.schema();
  }

  private SchemaName provided(
      Registry registry, String id, Optional<SchemaName> wanted, Grants grants)
      throws SQLException {
    for (Tenant spare : spares(registry)) {
      Optional<SchemaName> taken = take(registry, spare, id, wanted, grants);
      if (taken.isPresent()) {
        return taken.get();
      }
    }
    return created(id, wanted.orElseGet(Provisioning::anyName), grants);
  }

  private SchemaName created(String id, SchemaName schema, Grants grants) throws SQLException {
    creation().create(new Tenant(id, schema, TenantState.ACTIVE), grants.of(schema));
    return schema;
  }

  /** Makes as many as lack, one node at a time; tells how many those were. */
  int prepare(int count) throws SQLException {
    Registry registry = tenants.existingRegistry();
    return SchemaLock.during(
        site,
        "spare",
        options.leadTimeout(),
        () -> {
          int made = 0;
          for (int there = spares(registry).size(); there < count; there++, made++) {
            SchemaName schema = anyName();
            creation().create(new Tenant(schema.value(), schema, TenantState.SPARE), List.of());
          }
          return made;
        });
  }

  private SchemaCreation creation() {
    return new SchemaCreation(migrator, site, tenants, options);
  }

  private List<Tenant> spares(Registry registry) throws SQLException {
    return site.with(connection -> registry.in(connection, TenantState.SPARE));
  }

  /** Empty where it does not fit, or somebody else was faster. */
  private Optional<SchemaName> take(
      Registry registry, Tenant spare, String id, Optional<SchemaName> wanted, Grants grants)
      throws SQLException {
    SchemaName own = spare.schema();
    SchemaName schema = wanted.orElse(own);
    boolean renamed = !schema.equals(own);
    if (renamed && !site.dialect().undoesDdl()) {
      return Optional.empty();
    }
    if (!isUpToDate(own)) {
      return Optional.empty();
    }
    List<String> granted = grants.of(schema);
    return site.with(
        connection -> {
          if (!site.dialect().undoesDdl()) {
            run(connection, granted);
            return registry.give(connection, own.value(), id, own.value())
                ? Optional.of(own)
                : Optional.<SchemaName>empty();
          }
          return Sql.inTransaction(
              connection,
              within ->
                  renamed
                      ? renamed(registry, within, own, id, schema, granted)
                      : given(registry, within, own, id, granted));
        });
  }

  /** In the caller's transaction: the role is made by the one who has it. */
  private static Optional<SchemaName> given(
      Registry registry, Connection connection, SchemaName own, String id, List<String> granted)
      throws SQLException {
    if (!registry.give(connection, own.value(), id, own.value())) {
      return Optional.empty();
    }
    run(connection, granted);
    return Optional.of(own);
  }

  private static void run(Connection connection, List<String> statements) throws SQLException {
    for (String statement : statements) {
      Sql.run(connection, statement);
    }
  }

  /** In the caller's transaction. What names the schema in a text would not notice. */
  private Optional<SchemaName> renamed(
      Registry registry,
      Connection connection,
      SchemaName own,
      String id,
      SchemaName schema,
      List<String> granted)
      throws SQLException {
    if (PostgreSqlCopy.namesItself(connection, own.value())
        || !registry.give(connection, own.value(), id, schema.value())) {
      return Optional.empty();
    }
    Sql.run(
        connection,
        "ALTER SCHEMA %s RENAME TO %s"
            .formatted(site.dialect().quoted(own.value()), site.dialect().quoted(schema.value())));
    new Ledger(site.dialect(), site.home()).rename(connection, own.value(), schema.value());
    run(connection, granted);
    return Optional.of(schema);
  }

  /** One that is behind is left to the next run of its fleet. */
  private boolean isUpToDate(SchemaName schema) throws SQLException {
    for (MigrationSet set : migrator.sites().forTenants(site)) {
      if (!site.with(connection -> set.isAllOf(connection, schema.value()))) {
        return false;
      }
    }
    return true;
  }

  private static Optional<SchemaName> named(String id) {
    try {
      return Optional.of(new SchemaName(id));
    } catch (InvalidSchemaNameException mapped) {
      return Optional.empty();
    }
  }

  private static SchemaName anyName() {
    byte[] bytes = new byte[NAME_BYTES];
    RANDOM.nextBytes(bytes);
    return new SchemaName("t_" + HexFormat.of().formatHex(bytes));
  }
}
