package dev.flexidb.benchmarks.torture;

import static dev.flexidb.tenant.TenantContext.withSchema;

import dev.flexidb.error.ConnectionLostException;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.util.retry.Retry;

/**
 * Whether a pool is whole again: as many connections as it may have, held at the same time, each of
 * which answers to its tenant. The last session that was killed may end under it: who loses a
 * connection here asks once more.
 *
 * @param stuck connections that did not answer in time, or again with an error
 * @param took until the last one answered
 */
record Recovery(int stuck, Duration took) {

  private static final Duration LIMIT = Duration.ofSeconds(5);

  static Mono<Recovery> of(
      ConnectionFactory factory,
      Function<String, TenantQueries> tenants,
      List<String> names,
      int size,
      Consumer<Throwable> failed) {
    return Mono.defer(
        () -> {
          long start = System.nanoTime();
          AtomicInteger answered = new AtomicInteger();
          Sinks.Empty<Void> all = Sinks.empty();
          return Flux.range(0, size)
              .flatMap(
                  i ->
                      held(factory, tenants.apply(names.get(i % names.size())), all.asMono())
                          .doOnNext(
                              answer -> {
                                if (answered.incrementAndGet() == size) {
                                  all.tryEmitEmpty();
                                }
                              })
                          .doOnError(failed)
                          .retryWhen(Retry.max(1).filter(ConnectionLostException.class::isInstance))
                          .onErrorComplete(),
                  size)
              .then(Mono.fromSupplier(() -> after(start, size - answered.get())))
              .timeout(LIMIT, Mono.fromSupplier(() -> after(start, size - answered.get())));
        });
  }

  private static Recovery after(long start, int stuck) {
    return new Recovery(stuck, Duration.ofNanos(System.nanoTime() - start));
  }

  private static Flux<String> held(
      ConnectionFactory factory, TenantQueries queries, Mono<Void> all) {
    return Flux.usingWhen(
            factory.create(),
            connection -> queries.read(connection, 1, true).concatWith(all.then(Mono.empty())),
            Connection::close)
        .contextWrite(withSchema(queries.tenant()));
  }
}
