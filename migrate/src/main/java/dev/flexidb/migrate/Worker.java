package dev.flexidb.migrate;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** The threads that wait for JDBC, which no other thread does. Thread-safe. */
final class Worker {

  private static final int QUEUED = 100_000;

  private final Scheduler scheduler;
  private final AtomicBoolean stopping;
  private final List<Lead> leads;

  Worker(int threads) {
    this(
        Schedulers.newBoundedElastic(threads, QUEUED, "flexidb-migrate", 10, true),
        new AtomicBoolean(),
        List.of());
  }

  private Worker(Scheduler scheduler, AtomicBoolean stopping, List<Lead> leads) {
    this.scheduler = scheduler;
    this.stopping = stopping;
    this.leads = leads;
  }

  /** The same threads, for what is done only while somebody leads. */
  Worker under(Lead lead) {
    List<Lead> all = new ArrayList<>(leads);
    all.add(lead);
    return new Worker(scheduler, stopping, List.copyOf(all));
  }

  /** The same threads, whoever leads. */
  Worker always() {
    return new Worker(scheduler, stopping, List.of());
  }

  /**
   * What the call gives; null is empty, and so is a call behind the end of a lead. A cancel does
   * not interrupt it: half a migration would be worse than one too many.
   */
  <T> Mono<T> call(Callable<? extends T> work) {
    return Mono.create(
        sink ->
            scheduler.schedule(
                () -> {
                  try {
                    T value = led(work, 0);
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

  @SuppressWarnings("NullAway") // An empty Mono is what null becomes.
  private <T> T led(Callable<? extends T> work, int from) throws Exception {
    if (from == leads.size()) {
      return work.call();
    }
    Lead lead = leads.get(from);
    if (!lead.begins()) {
      return null;
    }
    try {
      return led(work, from + 1);
    } finally {
      lead.ended();
    }
  }

  /** Nothing else is to be begun. */
  void stop() {
    stopping.set(true);
  }

  boolean isStopping() {
    return stopping.get();
  }

  void close() {
    scheduler.dispose();
  }
}
