package dev.flexidb.spring.observe.migrate;

import dev.flexidb.migrate.MigrationEvent;
import dev.flexidb.migrate.MigrationListener;
import dev.flexidb.migrate.Progress;
import dev.flexidb.migrate.RunId;
import dev.flexidb.migrate.SchemaTarget;
import dev.flexidb.spring.observe.Failure;
import dev.flexidb.spring.observe.actuate.LastRun;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keeps how the newest run goes on, or has ended. Thread-safe. */
final class NewestRun implements MigrationListener, LastRun {

  private @Nullable RunId run;
  private @Nullable Instant endedAt;
  private @Nullable String error;
  private boolean cancelled;
  private final Map<String, DomainView> domains = new LinkedHashMap<>();

  @Override
  public synchronized void onRunStarted(RunId started) {
    run = started;
    endedAt = null;
    error = null;
    cancelled = false;
    domains.clear();
  }

  @Override
  public synchronized void onEvent(RunId of, MigrationEvent event) {
    if (!of.equals(run)) {
      return;
    }
    if (event instanceof MigrationEvent.Applied applied) {
      note(applied.target(), applied.progress());
    } else if (event instanceof MigrationEvent.Skipped skipped) {
      note(skipped.target(), skipped.progress());
    } else if (event instanceof MigrationEvent.Failed failed) {
      note(failed.target(), failed.progress());
    } else if (event instanceof MigrationEvent.Finished finished) {
      note(finished.database(), finished.domain(), finished.progress());
    }
  }

  private void note(SchemaTarget target, Progress progress) {
    note(target.database(), target.domain(), progress);
  }

  private void note(String database, String domain, Progress progress) {
    domains.put(
        database + "/" + domain,
        new DomainView(
            database,
            domain,
            progress.schemas(),
            progress.applied(),
            progress.skipped(),
            progress.failed()));
  }

  @Override
  public synchronized void onRunEnded(RunId of, @Nullable Throwable why, boolean unwanted) {
    if (of.equals(run)) {
      endedAt = Instant.now();
      error = why == null ? null : Failure.told(why);
      cancelled = unwanted;
    }
  }

  @Override
  public synchronized Optional<RunView> newest() {
    return Optional.ofNullable(run)
        .map(
            known ->
                new RunView(
                    known.kind().name(),
                    known.startedAt(),
                    endedAt,
                    cancelled,
                    error,
                    new ArrayList<>(domains.values())));
  }
}
