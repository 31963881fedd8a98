package dev.flexidb.examples.quickstart;

import dev.flexidb.batch.Invocation;
import dev.flexidb.batch.Middleware;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import reactor.core.publisher.Mono;

/** A middleware that notes how long each operation took, where, and for which tenant. */
final class Timings implements Middleware {

  private final Queue<Timing> noted = new ConcurrentLinkedQueue<>();

  @Override
  public Mono<Object> apply(Invocation invocation, Mono<Object> next) {
    return Mono.defer(
        () -> {
          long start = System.nanoTime();
          return next.doOnTerminate(
              () ->
                  noted.add(
                      new Timing(
                          String.valueOf(invocation.attributes().get("schema")),
                          invocation.name(),
                          Duration.ofNanos(System.nanoTime() - start))));
        });
  }

  List<Timing> noted() {
    return List.copyOf(noted);
  }

  record Timing(String schema, String database, Duration took) {}
}
