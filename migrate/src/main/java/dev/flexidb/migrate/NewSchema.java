package dev.flexidb.migrate;

import dev.flexidb.Tenant;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Makes a tenant's schema with all that its domains hold, or nothing: on PostgreSQL in one
 * transaction as far as the scripts can be. Its methods block.
 */
final class NewSchema {

  private final Site site;
  private final List<MigrationSet> sets;
  private final MigrationOptions options;

  /**
   * @param sets of the tenants' domains
   */
  NewSchema(Site site, List<MigrationSet> sets, MigrationOptions options) {
    this.site = site;
    this.sets = sets;
    this.options = options;
  }

  /**
   * Makes it, and has the registry say so.
   *
   * @param grants run when all is there, such as what the tenant's role needs
   * @throws MigrationException if a migration fails; then the schema is not there
   * @throws SQLException if the server refuses
   */
  void create(Tenant tenant, List<String> grants) throws SQLException {
    String schema = tenant.schema().value();
    Ledger ledger = new Ledger(site.dialect(), site.home());
    List<ToIntFunction<String>> batches =
        site.with(
            connection -> {
              ledger.create(connection);
              List<ToIntFunction<String>> peers = new ArrayList<>();
              for (MigrationSet set : sets) {
                peers.add(ledger.batchOfPeers(connection, set.domain()));
              }
              return peers;
            });
    Registry registry = Registry.of(site);
    OneFlight flight = flight(ledger, batches, schema, grants);
    if (flight == null || !flown(flight.then(registry.inserted(tenant)))) {
      Claim claim = new Claim(site, registry, tenant);
      claim.during(() -> stepByStep(ledger, batches, schema, grants));
    }
  }

  /** Whether all of it could be in one transaction. */
  private boolean flown(OneFlight flight) throws SQLException {
    try {
      return site.with(
          connection -> {
            flight.fly(connection);
            return true;
          });
    } catch (SQLException | MigrationException failed) {
      if (site.dialect() instanceof PostgreSqlDialect dialect
          && dialect.saysTooMuchAtOnce(failed)) {
        return false;
      }
      throw failed;
    }
  }

  /** Null where not all can be in one transaction. */
  private @Nullable OneFlight flight(
      Ledger ledger, List<ToIntFunction<String>> batches, String schema, List<String> grants) {
    if (!(site.dialect() instanceof PostgreSqlDialect dialect)) {
      return null;
    }
    OneFlight flight = new OneFlight(dialect, target(schema, "")).then(creation(schema));
    for (int i = 0; i < sets.size(); i++) {
      MigrationSet set = sets.get(i);
      SchemaPlan plan = SchemaPlan.ofNew(set);
      List<Script> scripts = plan.plain(set);
      if (scripts == null || scripts.stream().anyMatch(Script::last)) {
        return null;
      }
      work(ledger, set, batches.get(i))
          .fill(flight, target(schema, set.domain()), new Standing(schema, 0, null), plan, scripts);
    }
    grants.forEach(flight::then);
    return flight;
  }

  private void stepByStep(
      Ledger ledger, List<ToIntFunction<String>> batches, String schema, List<String> grants)
      throws SQLException {
    run(List.of(creation(schema)));
    for (int i = 0; i < sets.size(); i++) {
      work(ledger, sets.get(i), batches.get(i))
          .migrate(target(schema, sets.get(i).domain()), new Standing(schema, 0, null));
    }
    run(grants);
  }

  private void run(List<String> statements) throws SQLException {
    site.run(
        connection -> {
          for (String statement : statements) {
            Sql.run(connection, statement);
          }
        });
  }

  private SchemaWork work(Ledger ledger, MigrationSet set, ToIntFunction<String> batchOf) {
    return new SchemaWork(
        site, set, ledger, new Plans(site, set, options.lockTimeout()), options, batchOf);
  }

  private SchemaTarget target(String schema, String domain) {
    return new SchemaTarget(site.name(), domain, schema);
  }

  private String creation(String schema) {
    return "CREATE SCHEMA " + site.dialect().quoted(schema);
  }
}
