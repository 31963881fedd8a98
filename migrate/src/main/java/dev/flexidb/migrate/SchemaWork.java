package dev.flexidb.migrate;

import dev.flexidb.migrate.Ledger.State;
import dev.flexidb.migrate.SchemaPlan.Pending;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** Brings one schema up to date. Thread-safe; its methods block. */
final class SchemaWork {

  /** How often others may come before us until it looks like something else. */
  private static final int MOVES = 5;

  private final Site site;
  private final MigrationSet set;
  private final Ledger ledger;
  private final Plans plans;
  private final MigrationOptions options;
  private final ToIntFunction<String> batchOf;

  SchemaWork(
      Site site,
      MigrationSet set,
      Ledger ledger,
      Plans plans,
      MigrationOptions options,
      ToIntFunction<String> batchOf) {
    this.site = site;
    this.set = set;
    this.ledger = ledger;
    this.plans = plans;
    this.options = options;
    this.batchOf = batchOf;
  }

  /**
   * Applies what it lacks.
   *
   * @return the scripts; none if others have applied all of it meanwhile
   * @throws MigrationException if a migration fails, or the history does not fit the files any more
   * @throws SQLException if the server does
   */
  List<String> migrate(SchemaTarget target, Standing known) throws SQLException {
    List<String> done = new ArrayList<>();
    Standing standing = known;
    boolean single = false;
    int moves = 0;
    while (true) {
      SchemaPlan plan = fit(target, plans.of(standing));
      if (plan.pending().isEmpty()) {
        return done;
      }
      try {
        List<String> applied = apply(target, standing, plan, single);
        done.addAll(applied);
        if (applied.size() == plan.pending().size()) {
          return done;
        }
      } catch (SQLException | MigrationException failed) {
        PostgreSqlDialect own = site.dialect() instanceof PostgreSqlDialect it ? it : null;
        if (own != null && !single && own.saysTooMuchAtOnce(failed)) {
          single = true;
        } else if (own == null
            || !(failed instanceof SQLException said && own.saysMoved(said))
            || ++moves == MOVES) {
          throw failed;
        }
      }
      standing = again(target);
    }
  }

  private static SchemaPlan fit(SchemaTarget target, SchemaPlan plan) {
    if (!plan.unfit().isEmpty()) {
      throw MigrationException.of(target, plan.unfit(), null);
    }
    return plan;
  }

  private Standing again(SchemaTarget target) throws SQLException {
    return site.with(
        connection -> Standing.of(site.dialect(), connection, target.schema(), set.table()));
  }

  /** As much as may be done at once. */
  private List<String> apply(
      SchemaTarget target, Standing standing, SchemaPlan plan, boolean single) throws SQLException {
    List<Script> plain = plan.plain(set);
    if (plain != null && site.dialect() instanceof PostgreSqlDialect dialect) {
      List<Script> first = Script.parts(plain, single).get(0);
      OneFlight flight = new OneFlight(dialect, target);
      fill(flight, target, standing, plan, first);
      site.run(
          connection -> {
            flight.fly(connection);
          });
      return plan.files().limit(first.size()).toList();
    }
    byFlyway(target, standing, plan, single);
    return plan.files().toList();
  }

  /** All that the flight is to carry. */
  void fill(
      OneFlight flight,
      SchemaTarget target,
      Standing standing,
      SchemaPlan plan,
      List<Script> scripts) {
    flight.begin(
        target, set.table(), site.pathOf(target.schema()), standing, options.lockTimeout());
    List<Pending> pending = plan.pending();
    for (int i = 0; i < scripts.size(); i++) {
      flight.migrate(set.table(), standing.rank() + 1 + i, pending.get(i), scripts.get(i));
    }
    if (!scripts.isEmpty()) {
      flight.then(ledger.applied(target, batchOf, scripts));
    }
  }

  private void byFlyway(SchemaTarget target, Standing standing, SchemaPlan plan, boolean single)
      throws SQLException {
    site.run(
        connection -> {
          if (standing.digest() == null) {
            for (String statement : site.dialect().createHistory(target.schema(), set.table())) {
              Sql.run(connection, statement);
            }
          }
          if (site.dialect().undoesDdl()) {
            for (Pending each : versioned(plan)) {
              put(connection, target, each, State.STARTED);
            }
          }
        });
    Flyway flyway =
        set.flyway(
            site.forFlyway(options.lockTimeout()),
            target.schema(),
            site.dialect().undoesDdl()
                ? List.of()
                : List.of(new LedgerCallback(site, ledger, target, batchOf)),
            single);
    try {
      flyway.migrate();
    } catch (FlywayException failed) {
      throw FlywayFailure.of(failed, site.dialect(), target);
    } finally {
      Reconciliation outcome = new Reconciliation(site, set, ledger);
      if (site.dialect().undoesDdl()) {
        outcome.of(target, versioned(plan).stream().map(each -> entry(target, each)).toList());
      } else {
        outcome.ofOne(target);
      }
    }
  }

  private Ledger.Entry entry(SchemaTarget target, Pending each) {
    String version = String.valueOf(each.version());
    int batch = batchOf.applyAsInt(version);
    return new Ledger.Entry(target.schema(), version, each.script(), batch, State.STARTED);
  }

  private static List<Pending> versioned(SchemaPlan plan) {
    List<Pending> versioned = new ArrayList<>(plan.pending());
    versioned.removeIf(each -> each.version() == null);
    return versioned;
  }

  private void put(java.sql.Connection connection, SchemaTarget target, Pending each, State state)
      throws SQLException {
    String version = String.valueOf(each.version());
    ledger.put(connection, target, version, each.script(), batchOf.applyAsInt(version), state);
  }
}
