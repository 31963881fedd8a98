package dev.flexidb.migrate;

import java.util.concurrent.Callable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** The threads that wait for JDBC, which no other thread does. Thread-safe. */
final class Worker {

  private static final int QUEUED = 100_000;

  private final Scheduler scheduler;
  private volatile boolean stopping;

  Worker(int threads) {
    this.scheduler = Schedulers.newBoundedElastic(threads, QUEUED, "flexidb-migrate", 10, true);
  }

  /**
   * What the call gives; null is empty. A cancel does not interrupt it: half a migration would be
   * worse than one too many.
   */
  <T> Mono<T> call(Callable<? extends T> work) {
    return Mono.create(
        sink ->
            scheduler.schedule(
                () -> {
                  try {
                    T value = work.call();
                    if (value == null) {
                      sink.success();
                    } else {
                      sink.success(value);
                    }
                  } catch (Throwable failed) {
                    sink.error(failed);
                  }
                }));
  }

  /** Nothing else is to be begun. */
  void stop() {
    stopping = true;
  }

  boolean isStopping() {
    return stopping;
  }

  void close() {
    scheduler.dispose();
  }
}
