package dev.flexidb.migrate;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/** How all schemas of a domain stand, found out with few questions. */
record Survey(Site site, MigrationSet set, List<Standing> standings, Plans plans, Ledger ledger) {

  static Survey of(Site site, MigrationSet set, List<String> schemas, Duration lockTimeout)
      throws SQLException {
    List<Standing> standings = inOrder(schemas, Histories.of(site, schemas, set.table()));
    Plans plans = new Plans(site, set, lockTimeout);
    standings.forEach(plans::of);
    return new Survey(site, set, standings, plans, new Ledger(site.dialect(), site.home()));
  }

  private static List<Standing> inOrder(List<String> schemas, List<Standing> found) {
    java.util.Map<String, Standing> byName = new java.util.HashMap<>();
    found.forEach(standing -> byName.put(standing.schema(), standing));
    return schemas.stream().map(byName::get).filter(java.util.Objects::nonNull).toList();
  }

  Survey with(Ledger other) {
    return new Survey(site, set, standings, plans, other);
  }

  SchemaPlan plan(Standing standing) {
    return plans.of(standing);
  }

  SchemaTarget target(Standing standing) {
    return new SchemaTarget(site.name(), set.domain(), standing.schema());
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
