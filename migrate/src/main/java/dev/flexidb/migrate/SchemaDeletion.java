package dev.flexidb.migrate;

import dev.flexidb.Tenant;
import dev.flexidb.TenantState;
import dev.flexidb.migrate.copy.PostgreSqlLinks;
import dev.flexidb.tenant.SchemaName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Drops tenants' schemas. Thread-safe; its methods block. */
final class SchemaDeletion {

  private static final int MOST_TOLD = 5;

  private final Site site;
  private final Tenants tenants;
  private final Grants grants;
  private final MigrationOptions options;

  SchemaDeletion(Site site, Tenants tenants, Grants grants, MigrationOptions options) {
    this.site = site;
    this.tenants = tenants;
    this.grants = grants;
    this.options = options;
  }

  /**
   * Drops it with all that is in it. Whoever works in it is waited for, as long and as often as the
   * options say; new work is refused meanwhile where a directory is asked.
   *
   * @throws NoTenantException if it is no tenant's
   * @throws SchemaBusyException if somebody does not end; then it is as it was
   * @throws SchemaException if something in another schema builds on it; then it is as it was
   */
  void delete(SchemaName schema) throws SQLException {
    Registry registry = tenants.registry();
    SchemaLock.during(
        site,
        schema.value(),
        options.leadTimeout(),
        () -> {
          Optional<Tenant> there =
              site.with(connection -> registry.ofSchema(connection, schema.value()));
          if (there.isEmpty()) {
            throw tenants.unknown(schema);
          }
          Tenant tenant = there.get();
          mark(registry, schema, TenantState.DELETING, tenant.state());
          try {
            drop(registry, tenant);
          } catch (SQLException | RuntimeException failed) {
            unmark(registry, tenant, failed);
            throw failed;
          }
          return true;
        });
  }

  private void drop(Registry registry, Tenant tenant) throws SQLException {
    for (int attempt = 1; ; attempt++) {
      try {
        site.with(
            connection -> {
              site.dialect().enter(connection, List.of(site.home()), options.lockTimeout());
              return site.dialect().undoesDdl()
                  ? Sql.inTransaction(connection, within -> dropped(registry, tenant, within))
                  : dropped(registry, tenant, connection);
            });
        return;
      } catch (SQLException failed) {
        if (!site.dialect().saysLocked(failed)) {
          throw failed;
        }
        if (attempt >= options.lockAttempts()) {
          throw new SchemaBusyException(
              site.name(),
              tenant.schema().value(),
              options.lockTimeout(),
              options.lockAttempts(),
              failed);
        }
      }
    }
  }

  private boolean dropped(Registry registry, Tenant tenant, Connection connection)
      throws SQLException {
    String schema = tenant.schema().value();
    requireNobodyBuildsOn(connection, schema);
    Sql.run(connection, site.dialect().dropSchema(schema));
    for (String statement : grants.gone(connection, tenant.schema())) {
      Sql.run(connection, statement);
    }
    new Ledger(site.dialect(), site.home()).forget(connection, schema);
    registry.delete(connection, schema);
    return true;
  }

  /** It would go as well, where MySQL and MariaDB refuse by themselves. */
  private void requireNobodyBuildsOn(Connection connection, String schema) throws SQLException {
    if (!(site.dialect() instanceof PostgreSqlDialect)) {
      return;
    }
    List<String> others = PostgreSqlLinks.into(connection, schema);
    if (!others.isEmpty()) {
      throw new SchemaException(
          site.name(),
          schema,
          "it was not dropped, as others build on it: %s%s; nothing was touched"
              .formatted(
                  String.join("; ", others.subList(0, Math.min(MOST_TOLD, others.size()))),
                  others.size() > MOST_TOLD
                      ? "; and %d more".formatted(others.size() - MOST_TOLD)
                      : ""),
          null);
    }
  }

  private void mark(Registry registry, SchemaName schema, TenantState to, TenantState from)
      throws SQLException {
    site.with(connection -> registry.move(connection, schema.value(), to, from));
  }

  private void unmark(Registry registry, Tenant tenant, Exception failed) {
    try {
      mark(registry, tenant.schema(), tenant.state(), TenantState.DELETING);
    } catch (SQLException | RuntimeException lost) {
      // It stays refused, and can be dropped again.
      failed.addSuppressed(lost);
    }
  }
}
