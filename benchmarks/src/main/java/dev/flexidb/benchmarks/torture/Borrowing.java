package dev.flexidb.benchmarks.torture;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** How a service comes by a connection: each way is seen in services, and each is correct. */
enum Borrowing {
  PLAIN {
    @Override
    Mono<? extends Connection> from(ConnectionFactory factory) {
      return Mono.from(factory.create());
    }
  },
  /** A cancel when the connection is there already. */
  NEXT {
    @Override
    Mono<? extends Connection> from(ConnectionFactory factory) {
      return Flux.from(factory.create()).next();
    }
  },
  WITH_TIMEOUT {
    @Override
    Mono<? extends Connection> from(ConnectionFactory factory) {
      return Mono.from(factory.create()).timeout(PATIENCE);
    }
  };

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  abstract Mono<? extends Connection> from(ConnectionFactory factory);

  /** Gives the connection back whatever happens, and takes the time if the work was cut. */
  <T> Flux<T> with(
      ConnectionFactory factory, Judge judge, Function<Connection, Publisher<T>> work) {
    return Flux.defer(
        () -> {
          AtomicLong cutAt = new AtomicLong();
          return Flux.usingWhen(
              from(factory).doOnCancel(judge.cutsAtAcquire::increment),
              connection ->
                  Flux.from(work.apply(connection)).doOnCancel(() -> cutAt.set(System.nanoTime())),
              connection ->
                  Mono.from(connection.close())
                      .doOnTerminate(
                          () -> {
                            if (cutAt.get() != 0) {
                              judge.backAfterCut(System.nanoTime() - cutAt.get());
                            }
                          }));
        });
  }
}
