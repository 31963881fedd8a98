package dev.flexidb.benchmarks.resilience;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * An open loop: requests come at their rate, however long those before them take.
 *
 * @param perSecond how many
 * @param time how long new ones come; those under way are waited for
 */
record Arrivals(int perSecond, Duration time) {

  /** Longer than anything here may take: what has not ended by then hangs. */
  private static final Duration HANGS = Duration.ofSeconds(30);

  private static final Duration TICK = Duration.ofMillis(1);

  private int size() {
    return (int) (perSecond * time.toMillis() / 1_000);
  }

  /** Subscribes to one request after another, by their numbers from 0 on. Never an error. */
  Mono<Samples> of(IntFunction<Mono<?>> requests) {
    return Mono.using(
        // Not Reactor's single thread, on which r2dbc-pool opens connections.
        () -> Schedulers.newSingle("arrivals", true),
        thread -> on(thread, requests),
        Scheduler::dispose);
  }

  private Mono<Samples> on(Scheduler thread, IntFunction<Mono<?>> requests) {
    return Mono.defer(
        () -> {
          Samples samples = new Samples(System.nanoTime(), perSecond, size());
          return due(samples, thread)
              .flatMap(
                  number -> samples.noted(number, Mono.defer(() -> requests.apply(number))),
                  Integer.MAX_VALUE)
              .takeUntilOther(Mono.delay(time.plus(HANGS)))
              .then(Mono.just(samples));
        });
  }

  private Flux<Integer> due(Samples samples, Scheduler thread) {
    int[] sent = {0};
    return Flux.interval(Duration.ZERO, TICK, thread)
        .onBackpressureDrop()
        .concatMapIterable(
            tick -> {
              int from = sent[0];
              sent[0] = dueBy(System.nanoTime() - samples.intended(0));
              return IntStream.range(from, sent[0]).boxed().toList();
            })
        .take(size());
  }

  private int dueBy(long nanos) {
    return (int) Math.min(size(), nanos * perSecond / TimeUnit.SECONDS.toNanos(1) + 1);
  }
}
