package dev.flexidb.spring.observe.metrics;

import dev.flexidb.batch.Invocation;
import dev.flexidb.batch.Middleware;
import dev.flexidb.spring.observe.Outcome;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.atomic.AtomicBoolean;
import reactor.core.publisher.Mono;

/** Times the operations of batches, with all other middleware in them. Thread-safe. */
final class BatchTimer implements Middleware {

  private final MeterRegistry registry;

  BatchTimer(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public Mono<Object> apply(Invocation invocation, Mono<Object> next) {
    return Mono.defer(
        () -> {
          Timer.Sample sample = Timer.start(registry);
          AtomicBoolean over = new AtomicBoolean();
          return next.doOnSuccess(value -> end(sample, over, invocation, Outcome.SUCCESS))
              .doOnError(error -> end(sample, over, invocation, Outcome.ERROR))
              .doOnCancel(() -> end(sample, over, invocation, Outcome.CANCELLED));
        });
  }

  private void end(
      Timer.Sample sample, AtomicBoolean over, Invocation invocation, Outcome outcome) {
    if (over.compareAndSet(false, true)) {
      sample.stop(
          Timer.builder("flexidb.batch")
              .description("Operations of batches.")
              .tag("database", invocation.name())
              .tag("outcome", outcome.tag())
              .register(registry));
    }
  }
}
