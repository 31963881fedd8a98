package dev.flexidb.spring.observe.migrate;

import dev.flexidb.migrate.MigrationEvent;
import dev.flexidb.migrate.MigrationListener;
import dev.flexidb.migrate.RunId;
import dev.flexidb.migrate.SchemaTarget;
import dev.flexidb.spring.observe.Failure;
import dev.flexidb.spring.observe.Outcome;
import dev.flexidb.spring.observe.audit.AuditedAction;
import dev.flexidb.spring.observe.audit.Audits;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/** Audits each schema that a run migrates, undoes, empties or fills. Thread-safe. */
final class RunAudit implements MigrationListener {

  private final Audits audits;

  /** On whose behalf each run goes on. */
  private final Map<RunId, ContextView> subscribers = new ConcurrentHashMap<>();

  RunAudit(Audits audits) {
    this.audits = audits;
  }

  @Override
  public void onRunStarted(RunId run, ContextView subscriber) {
    subscribers.put(run, subscriber);
  }

  @Override
  public void onEvent(RunId run, MigrationEvent event) {
    if (event instanceof MigrationEvent.Applied applied) {
      tell(
          run,
          applied.target(),
          Outcome.SUCCESS,
          applied.took(),
          Map.of(
              "domain",
              applied.target().domain(),
              "scripts",
              String.valueOf(applied.scripts().size())));
    } else if (event instanceof MigrationEvent.Failed failed) {
      tell(
          run,
          failed.target(),
          Outcome.ERROR,
          Duration.ZERO,
          Map.of("domain", failed.target().domain(), "error", Failure.told(failed.error())));
    }
  }

  @Override
  public void onRunEnded(RunId run, @Nullable Throwable error, boolean cancelled) {
    subscribers.remove(run);
  }

  private void tell(
      RunId run, SchemaTarget target, Outcome outcome, Duration took, Map<String, String> details) {
    Instant at = Instant.now();
    audits.tell(
        subscribers.getOrDefault(run, Context.empty()),
        who ->
            new AuditedAction(
                at,
                who,
                run.kind().name(),
                target.database(),
                Optional.of(target.schema()),
                outcome,
                took,
                details));
  }
}
