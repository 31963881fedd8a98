package dev.flexidb.spring.observe.migrate;

import dev.flexidb.migrate.MigrationEvent;
import dev.flexidb.migrate.MigrationListener;
import dev.flexidb.migrate.RunId;
import dev.flexidb.migrate.SchemaTarget;
import dev.flexidb.spring.observe.Outcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Counts and times the runs of migrations, and the schemas in them. Thread-safe. */
final class MigrationMeters implements MigrationListener {

  private final MeterRegistry registry;

  MigrationMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void onEvent(RunId run, MigrationEvent event) {
    if (event instanceof MigrationEvent.Applied applied) {
      count(applied.target(), "migrated");
      Timer.builder("flexidb.migration.schema")
          .description("Schemas that were migrated.")
          .tag("database", applied.target().database())
          .tag("domain", applied.target().domain())
          .register(registry)
          .record(applied.took());
    } else if (event instanceof MigrationEvent.Skipped skipped) {
      count(skipped.target(), "skipped");
    } else if (event instanceof MigrationEvent.Failed failed) {
      count(failed.target(), "failed");
    }
  }

  private void count(SchemaTarget target, String outcome) {
    Counter.builder("flexidb.migration.schemas")
        .description("Schemas that runs have come to.")
        .baseUnit("schemas")
        .tag("database", target.database())
        .tag("domain", target.domain())
        .tag("outcome", outcome)
        .register(registry)
        .increment();
  }

  @Override
  public void onRunEnded(RunId run, @Nullable Throwable error, boolean cancelled) {
    Timer.builder("flexidb.migration.run")
        .description("Runs of migrations.")
        .tag("kind", run.kind().name().toLowerCase(Locale.ROOT))
        .tag("outcome", (cancelled ? Outcome.CANCELLED : Outcome.of(error)).tag())
        .register(registry)
        .record(Duration.between(run.startedAt(), Instant.now()));
  }
}
