package dev.flexidb.examples.quickstart;

import dev.flexidb.DatabaseStats;
import dev.flexidb.ReactiveFlexiDb;
import java.io.PrintStream;
import java.util.Map;
import reactor.core.publisher.Mono;

/** The health map and the statistics. */
record State(ReactiveFlexiDb db, PrintStream out) {

  private static final Map<String, Boolean> EXPECTED =
      Map.of("orders", true, "analytics", true, "billing", false);

  /** Prints them; whether the health is what it should be. */
  Mono<Boolean> show() {
    return db.health()
        .map(
            health -> {
              out.println("\nHealth: " + health);
              print(db.stats());
              return health.equals(EXPECTED);
            });
  }

  private void print(Map<String, DatabaseStats> stats) {
    out.println("\nStatistics:");
    Table table =
        new Table("database", "queries", "failed", "refused", "average", "connections", "circuit");
    stats.forEach(
        (name, of) ->
            table.row(
                name,
                of.totalQueries(),
                of.failedQueries(),
                of.refusedQueries(),
                of.avgResponseTime(),
                of.totalConnections(),
                of.circuit()));
    table.print(out);
  }
}
