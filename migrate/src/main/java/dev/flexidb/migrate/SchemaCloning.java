package dev.flexidb.migrate;

import dev.flexidb.Tenant;
import dev.flexidb.TenantState;
import dev.flexidb.migrate.copy.CopyRequest;
import dev.flexidb.migrate.copy.MySqlCopy;
import dev.flexidb.migrate.copy.PostgreSqlCopy;
import dev.flexidb.tenant.SchemaName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Copies tenants' schemas. Thread-safe; its methods block. */
final class SchemaCloning {

  private final Site site;
  private final MigrationSources sources;
  private final Tenants tenants;
  private final Grants grants;
  private final MigrationOptions options;

  SchemaCloning(
      Site site,
      MigrationSources sources,
      Tenants tenants,
      Grants grants,
      MigrationOptions options) {
    this.site = site;
    this.sources = sources;
    this.tenants = tenants;
    this.grants = grants;
    this.options = options;
  }

  /**
   * Copies it for a new tenant, while nobody migrates or drops it.
   *
   * @throws NoTenantException if the first one is no tenant's
   * @throws SchemaException if a migration has failed in it
   */
  void copy(SchemaName from, Tenant to, CloneOptions what, SchemaCreation creation)
      throws SQLException {
    // Both are locked, always in the same order.
    if (from.value().compareTo(to.schema().value()) < 0) {
      SchemaLock.during(
          site,
          from.value(),
          options.leadTimeout(),
          () -> {
            creation.make(to, registry -> copied(from, to, what, registry));
            return true;
          });
    } else {
      creation.make(
          to,
          registry ->
              SchemaLock.during(
                  site,
                  from.value(),
                  options.leadTimeout(),
                  () -> {
                    copied(from, to, what, registry);
                    return true;
                  }));
    }
  }

  private void copied(SchemaName from, Tenant to, CloneOptions what, Registry registry)
      throws SQLException {
    require(from);
    CopyRequest request =
        new CopyRequest(
            from.value(),
            to.schema().value(),
            what.data(),
            histories(),
            what.emptyTables(),
            site.roleOf(from),
            site.roleOf(to.schema()));
    if (site.dialect() instanceof PostgreSqlDialect) {
      site.with(
          connection ->
              Sql.inTransaction(connection, within -> onPostgreSql(within, request, to, registry)));
    } else {
      new Claim(site, registry, to)
          .during(() -> site.with(connection -> onMySql(connection, request)));
    }
  }

  private boolean onPostgreSql(
      Connection connection, CopyRequest request, Tenant to, Registry registry)
      throws SQLException {
    Sql.run(connection, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
    Sql.run(connection, "SET LOCAL lock_timeout = " + options.lockTimeout().toMillis());
    lockHistories(connection, request.from());
    for (String statement : grants.role(to.schema())) {
      Sql.run(connection, statement);
    }
    Sql.run(connection, "CREATE SCHEMA " + site.dialect().quoted(request.to()));
    PostgreSqlCopy.make(connection, request);
    new Ledger(site.dialect(), site.home()).copy(connection, request.from(), request.to());
    registry.insert(connection, to);
    return true;
  }

  private boolean onMySql(Connection connection, CopyRequest request) throws SQLException {
    lockHistories(connection, request.from());
    try {
      Sql.run(connection, MySqlCopy.creation(connection, request));
      MySqlCopy.make(connection, request);
      new Ledger(site.dialect(), site.home()).copy(connection, request.from(), request.to());
    } finally {
      for (String history : histories()) {
        site.dialect().unlockHistory(connection, request.from(), history);
      }
    }
    return true;
  }

  private void lockHistories(Connection connection, String schema) throws SQLException {
    for (String history : histories()) {
      if (!site.dialect().lockHistory(connection, schema, history, options.leadTimeout())) {
        throw new SchemaBusyException(site.name(), schema, options.leadTimeout(), 1, null);
      }
    }
  }

  private Set<String> histories() {
    return sources.tenantDomains().stream().map(Dialect::historyTable).collect(Collectors.toSet());
  }

  private void require(SchemaName from) throws SQLException {
    Optional<Tenant> there = tenants.of(from);
    if (there.isEmpty()) {
      throw tenants.unknown(from);
    }
    Tenant tenant = there.get();
    if (tenant.state() != TenantState.ACTIVE) {
      throw new SchemaException(
          site.name(), from.value(), "it is %s, and so not copied".formatted(tenant.state()), null);
    }
  }
}
