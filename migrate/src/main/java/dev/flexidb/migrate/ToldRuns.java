package dev.flexidb.migrate;

import dev.flexidb.migrate.RunId.Kind;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/** Numbers the runs of a migrator and tells its listeners of them. Thread-safe. */
final class ToldRuns {

  private final Listening<MigrationListener> listeners;
  private final AtomicLong runs = new AtomicLong();

  ToldRuns(List<MigrationListener> listeners) {
    this.listeners = new Listening<>(listeners);
  }

  Flux<MigrationEvent> told(Kind kind, MigrationOptions options, Flux<MigrationEvent> events) {
    if (listeners.isToNobody() || options.dryRun()) {
      return events;
    }
    return Flux.deferContextual(
        subscriber -> {
          RunId run = new RunId(runs.incrementAndGet(), kind, Instant.now());
          AtomicBoolean over = new AtomicBoolean();
          listeners.tell(listener -> listener.onRunStarted(run, subscriber));
          return events
              .doOnNext(event -> listeners.tell(listener -> listener.onEvent(run, event)))
              .doOnComplete(() -> ended(run, over, null, false))
              .doOnError(error -> ended(run, over, error, false))
              .doOnCancel(() -> ended(run, over, null, true));
        });
  }

  private void ended(RunId run, AtomicBoolean over, @Nullable Throwable error, boolean cancelled) {
    if (over.compareAndSet(false, true)) {
      listeners.tell(listener -> listener.onRunEnded(run, error, cancelled));
    }
  }
}
