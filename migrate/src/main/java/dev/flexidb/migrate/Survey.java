package dev.flexidb.migrate;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/** How all schemas of a domain stand, found out with few questions. */
record Survey(Site site, MigrationSet set, List<Standing> standings, Plans plans, Ledger ledger) {

  static Survey of(Site site, MigrationSet set, List<String> schemas, Duration lockTimeout)
      throws SQLException {
    List<Standing> standings = Histories.of(site, schemas, set.table());
    Plans plans = new Plans(site, set, lockTimeout);
    standings.forEach(plans::of);
    return new Survey(site, set, standings, plans, new Ledger(site.dialect(), site.home()));
  }

  SchemaPlan plan(Standing standing) {
    return plans.of(standing);
  }

  SchemaTarget target(Standing standing) {
    return set.target(standing.schema());
  }

  List<Standing> behind() {
    return all(plan -> plan.unfit().isEmpty() && !plan.pending().isEmpty());
  }

  List<Standing> upToDate() {
    return all(plan -> plan.unfit().isEmpty() && plan.pending().isEmpty());
  }

  List<Standing> unfit() {
    return all(plan -> !plan.unfit().isEmpty());
  }

  private List<Standing> all(Predicate<SchemaPlan> those) {
    return standings.stream().filter(standing -> those.test(plan(standing))).toList();
  }
}
