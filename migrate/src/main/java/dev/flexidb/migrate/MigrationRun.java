package dev.flexidb.migrate;

import dev.flexidb.migrate.FleetRun.Task;
import dev.flexidb.migrate.MigrationEvent.Failed;
import dev.flexidb.migrate.MigrationEvent.Reason;
import dev.flexidb.migrate.MigrationEvent.Skipped;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import reactor.core.publisher.Flux;

/** Brings all schemas of a domain up to date, while this node leads. */
final class MigrationRun {

  private final Worker worker;
  private final Site site;
  private final MigrationSet set;
  private final Schemas schemas;
  private final MigrationOptions options;
  private final Foundations foundations;

  /**
   * @param foundations of the run that this is a part of
   */
  MigrationRun(
      Worker worker,
      Site site,
      MigrationSet set,
      Schemas schemas,
      MigrationOptions options,
      Foundations foundations) {
    this.worker = worker;
    this.site = site;
    this.set = set;
    this.schemas = schemas;
    this.options = options;
    this.foundations = foundations;
  }

  Flux<MigrationEvent> events() {
    return foundations.watched(
        set,
        options.dryRun()
            ? events(worker)
            : new Leadership(worker, site, set.domain(), options.leadTimeout())
                .during(this::events));
  }

  private Flux<MigrationEvent> events(Worker under) {
    return under.<Survey>call(this::survey).flatMapMany(survey -> carriedOut(under, survey));
  }

  private Survey survey() throws SQLException {
    if (!options.dryRun()) {
      Ledger ledger = new Ledger(site.dialect(), site.home());
      site.run(ledger::create);
      new Reconciliation(site, set, ledger).ofAll();
    }
    return Survey.of(site, set, schemas.of(site, set), options.lockTimeout());
  }

  private Flux<MigrationEvent> carriedOut(Worker under, Survey survey) {
    Tally tally = new Tally(survey.standings().size(), survey.behind().size(), options);
    if (foundations.isBroken(site)) {
      tally.stop(Reason.SHARED_FAILED);
    }
    List<MigrationEvent> told = new ArrayList<>();
    for (Standing standing : survey.upToDate()) {
      told.add(
          new Skipped(
              survey.target(standing), Reason.UP_TO_DATE, tally.skipped(Reason.UP_TO_DATE)));
    }
    for (Standing standing : survey.unfit()) {
      SchemaTarget target = survey.target(standing);
      told.add(
          new Failed(
              target,
              MigrationException.of(target, survey.plan(standing).unfit(), null),
              tally.unfit()));
    }
    return Flux.fromIterable(told).concatWith(worked(under, survey, tally));
  }

  private Flux<MigrationEvent> worked(Worker under, Survey survey, Tally tally) {
    return under
        .<OptionalInt>call(() -> batch(survey))
        .flatMapMany(
            batch -> {
              SchemaWork work =
                  new SchemaWork(
                      site,
                      set,
                      survey.ledger(),
                      survey.plans(),
                      options,
                      version -> batch.orElse(0));
              List<Task> tasks =
                  survey.behind().stream().map(standing -> task(survey, standing, work)).toList();
              return new FleetRun(under, site, set.domain(), options, tally)
                  .of(
                      tasks,
                      set.isForTenants() ? options.canaries() : 0,
                      batch,
                      () -> ended(survey, tally));
            });
  }

  private static Task task(Survey survey, Standing standing, SchemaWork work) {
    SchemaTarget target = survey.target(standing);
    return new Task(
        target, survey.plan(standing).files().toList(), () -> work.migrate(target, standing));
  }

  private OptionalInt batch(Survey survey) throws SQLException {
    if (options.dryRun() || survey.behind().isEmpty() || foundations.isBroken(site)) {
      return OptionalInt.empty();
    }
    return OptionalInt.of(site.with(connection -> survey.ledger().open(connection, set.domain())));
  }

  /** A batch that was not done stays open, so that the next run goes on with it. */
  private boolean ended(Survey survey, Tally tally) throws SQLException {
    if (set.isForTenants() && site.hasTenants()) {
      new Tenants(site, set.sources()).registry();
    }
    if (!tally.hasFailures() && tally.stopped() == null) {
      site.run(
          connection -> {
            survey.ledger().end(connection, set.domain());
          });
    }
    return true;
  }
}
