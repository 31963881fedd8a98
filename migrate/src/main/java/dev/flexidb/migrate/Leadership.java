package dev.flexidb.migrate;

import java.time.Duration;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Sees to it that of many nodes one works on a domain, and the others come after it. */
final class Leadership {

  private static final Duration PAUSE = Duration.ofMillis(200);

  private final Worker worker;
  private final Site site;
  private final String domain;
  private final Duration patience;

  Leadership(Worker worker, Site site, String domain, Duration patience) {
    this.worker = worker;
    this.site = site;
    this.domain = domain;
    this.patience = patience;
  }

  /**
   * Does this while nobody else does; errors with {@link MigrationBusyException} after a time.
   * Behind a cancel nobody else does before what is in hand has ended.
   *
   * @param work with the worker that it is to use
   */
  <T> Flux<T> during(Function<Worker, Flux<T>> work) {
    return Flux.usingWhen(
        Mono.fromSupplier(() -> new Lead(site, domain)),
        lead -> taken(lead).thenMany(Flux.defer(() -> work.apply(worker.under(lead)))),
        lead ->
            worker
                .always()
                .call(
                    () -> {
                      lead.over();
                      return null;
                    }));
  }

  private Mono<Boolean> taken(Lead lead) {
    return Mono.defer(
        () -> {
          long deadline = System.nanoTime() + patience.toNanos();
          return worker
              .call(() -> lead.take() ? Boolean.TRUE : null)
              .repeatWhenEmpty(
                  Integer.MAX_VALUE,
                  tries ->
                      tries.concatMap(
                          again ->
                              worker.isStopping() || System.nanoTime() > deadline
                                  ? Mono.error(
                                      new MigrationBusyException(site.name(), domain, patience))
                                  : Mono.delay(PAUSE)));
        });
  }
}
