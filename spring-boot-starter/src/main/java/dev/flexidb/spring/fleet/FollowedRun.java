package dev.flexidb.spring.fleet;

import dev.flexidb.migrate.MigrationEvent;
import dev.flexidb.migrate.MigrationEvent.Applied;
import dev.flexidb.migrate.MigrationEvent.Failed;
import dev.flexidb.migrate.MigrationEvent.Finished;
import dev.flexidb.migrate.MigrationEvent.Planned;
import dev.flexidb.migrate.MigrationEvent.Skipped;
import dev.flexidb.migrate.MigrationEvent.Started;
import dev.flexidb.migrate.MigrationException;
import dev.flexidb.migrate.Progress;
import dev.flexidb.migrate.RunId;
import dev.flexidb.migrate.SchemaTarget;
import dev.flexidb.spring.fleet.FleetRuns.FailedSchema;
import dev.flexidb.spring.fleet.FleetRuns.Part;
import dev.flexidb.spring.fleet.FleetRuns.Run;
import dev.flexidb.spring.fleet.FleetRuns.State;
import dev.flexidb.spring.observe.Failure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A run, as its events tell it. Not thread-safe. */
final class FollowedRun {

  /** Failures that are shown. */
  private static final int FAILURES = 20;

  private final RunId id;
  private final Map<List<String>, Part> parts = new LinkedHashMap<>();
  private final List<FailedSchema> failures = new ArrayList<>();
  private State state = State.RUNNING;
  private @Nullable Instant endedAt;
  private @Nullable String error;

  FollowedRun(RunId id) {
    this.id = id;
  }

  boolean is(RunId run) {
    return id.equals(run);
  }

  boolean isOver() {
    return state != State.RUNNING;
  }

  void happened(MigrationEvent event) {
    if (event instanceof Planned planned) {
      begun(planned.target());
    } else if (event instanceof Started started) {
      begun(started.target());
    } else if (event instanceof Applied applied) {
      at(applied.target(), applied.progress());
    } else if (event instanceof Skipped skipped) {
      at(skipped.target(), skipped.progress());
    } else if (event instanceof Failed failed) {
      at(failed.target(), failed.progress());
      if (failures.size() < FAILURES) {
        failures.add(failure(failed));
      }
    } else if (event instanceof Finished finished) {
      put(finished.database(), finished.domain(), finished.progress(), true);
    }
  }

  private void begun(SchemaTarget target) {
    parts.computeIfAbsent(
        List.of(target.database(), target.domain()),
        key -> new Part(target.database(), target.domain(), 0, 0, 0, 0, false, null));
  }

  private void at(SchemaTarget target, Progress progress) {
    put(target.database(), target.domain(), progress, false);
  }

  private void put(String database, String domain, Progress progress, boolean done) {
    parts.put(
        List.of(database, domain),
        new Part(
            database,
            domain,
            progress.schemas(),
            progress.applied(),
            progress.skipped(),
            progress.failed(),
            done,
            progress.left().map(Duration::toMillis).orElse(null)));
  }

  private static FailedSchema failure(Failed failed) {
    SchemaTarget target = failed.target();
    return new FailedSchema(
        target.database(), target.domain(), target.schema(), script(failed.error()));
  }

  private static @Nullable String script(Throwable error) {
    if (!(error instanceof MigrationException told) || told.script().isEmpty()) {
      return null;
    }
    String script = told.script().get();
    return told.line().isPresent() ? script + ":" + told.line().getAsInt() : script;
  }

  void ended(@Nullable Throwable why, boolean cancelled) {
    state = cancelled ? State.CANCELLED : why != null ? State.FAILED : State.DONE;
    error = why == null ? null : Failure.told(why);
    endedAt = Instant.now();
  }

  Run view() {
    return new Run(
        id.number(),
        id.kind().name(),
        id.startedAt(),
        endedAt,
        state,
        error,
        List.copyOf(parts.values()),
        List.copyOf(failures));
  }
}
