package dev.flexidb.migrate;

import dev.flexidb.migrate.Ledger.State;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.output.ValidateOutput;
import reactor.core.publisher.Flux;

/** Makes histories right again, or tells how it would. */
final class RepairRun {

  private final Worker worker;
  private final Site site;
  private final MigrationSet set;
  private final Schemas schemas;
  private final boolean dryRun;

  RepairRun(Worker worker, Site site, MigrationSet set, Schemas schemas, boolean dryRun) {
    this.worker = worker;
    this.site = site;
    this.set = set;
    this.schemas = schemas;
    this.dryRun = dryRun;
  }

  Flux<RepairAction> actions() {
    MigrationOptions defaults = MigrationOptions.DEFAULTS;
    return dryRun
        ? actions(worker)
        : new Leadership(worker, site, set.domain(), defaults.leadTimeout()).during(this::actions);
  }

  private Flux<RepairAction> actions(Worker under) {
    return under.<List<RepairAction>>call(this::repair).flatMapIterable(all -> all);
  }

  private List<RepairAction> repair() throws SQLException {
    Ledger ledger = new Ledger(site.dialect(), site.home());
    if (!dryRun) {
      site.run(ledger::create);
      new Reconciliation(site, set, ledger).ofAll();
    }
    Survey survey =
        Survey.of(site, set, schemas.of(site, set), MigrationOptions.DEFAULTS.lockTimeout());
    List<RepairAction> actions = new ArrayList<>();
    for (Standing standing : survey.unfit()) {
      SchemaTarget target = survey.target(standing);
      actions.addAll(planned(target, survey.plan(standing)));
      if (!dryRun) {
        repair(target, ledger);
      }
    }
    if (!dryRun) {
      forgetWhatIsWell(survey, ledger);
    }
    return actions;
  }

  /** By hand, say, or by stock Flyway. */
  private void forgetWhatIsWell(Survey survey, Ledger ledger) throws SQLException {
    Set<String> well =
        Stream.concat(survey.behind().stream(), survey.upToDate().stream())
            .map(Standing::schema)
            .collect(Collectors.toSet());
    site.run(
        connection -> {
          for (Ledger.Entry entry : ledger.in(connection, set.domain(), State.FAILED)) {
            if (well.contains(entry.schema())) {
              ledger.forget(connection, set.target(entry.schema()), State.FAILED);
            }
          }
        });
    if (set.isForTenants() && site.hasTenants()) {
      new Tenants(site, set.sources()).registry();
    }
  }

  private List<RepairAction> planned(SchemaTarget target, SchemaPlan plan) {
    List<RepairAction> planned = new ArrayList<>();
    for (MigrationInfo failed : plan.failed()) {
      planned.add(
          new RepairAction(
              target,
              String.valueOf(failed.getVersion()),
              "%s failed half-way and is taken out of the history, so that it is tried again"
                  .formatted(failed.getScript())));
    }
    for (ValidateOutput problem : plan.problems()) {
      if (plan.failed().stream()
          .noneMatch(failed -> String.valueOf(failed.getVersion()).equals(problem.version))) {
        planned.add(
            new RepairAction(
                target,
                problem.version,
                "%s (%s)".formatted(remedy(problem), SchemaPlan.text(problem))));
      }
    }
    return planned;
  }

  private static String remedy(ValidateOutput problem) {
    String code =
        problem.errorDetails == null ? "" : String.valueOf(problem.errorDetails.errorCode);
    if (code.startsWith("APPLIED_")) {
      return "its file is not there any more, and its row is marked as deleted";
    }
    return code.startsWith("RESOLVED_")
        ? "it stays as it is, as higher ones are applied; give its file a higher version"
        : "its row is made what the file is now";
  }

  private void repair(SchemaTarget target, Ledger ledger) throws SQLException {
    try {
      set.flyway(
              site.forFlyway(MigrationOptions.DEFAULTS.lockTimeout()), target.schema(), List.of())
          .repair();
    } catch (FlywayException failed) {
      throw FlywayFailure.of(failed, site.dialect(), target);
    }
    site.run(
        connection -> {
          ledger.forget(connection, target, State.FAILED);
        });
  }
}
