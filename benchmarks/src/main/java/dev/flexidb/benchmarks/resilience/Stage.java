package dev.flexidb.benchmarks.resilience;

import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.DatabaseServer;
import dev.flexidb.embedded.FaultProxy;
import dev.flexidb.embedded.TestDatabase;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Function;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** A database behind a proxy of its own, which is what is slow about it. */
record Stage(TestDatabase database, FaultProxy proxy) implements AutoCloseable {

  /** Makes it; blocks. */
  static Stage open(DatabaseServer server, Duration eachWay) {
    FaultProxy proxy = FaultProxy.to(server);
    proxy.delay(eachWay);
    return new Stage(server.createDatabase(), proxy);
  }

  /** Through the proxy. */
  String url() {
    return proxy.r2dbcUrl(database.name());
  }

  boolean isPostgreSql() {
    return database.server().kind() == DatabaseKind.POSTGRESQL;
  }

  /** Blocks. */
  @Override
  public void close() {
    proxy.close();
    database.close();
  }

  /**
   * Something that blocks when it is opened and when it is closed, for as long as the work takes.
   */
  static <R, T> Mono<T> using(
      Callable<R> open, Function<R, Mono<T>> work, Consumer<? super R> close) {
    return Mono.usingWhen(
        onWaitingThread(open), work, opened -> onWaitingThread(() -> close.accept(opened)));
  }

  /** Work that blocks, on a thread that may. */
  static <T> Mono<T> onWaitingThread(Callable<T> work) {
    return Mono.fromCallable(work).subscribeOn(Schedulers.boundedElastic());
  }

  static Mono<Void> onWaitingThread(Runnable work) {
    return Mono.<Void>fromRunnable(work).subscribeOn(Schedulers.boundedElastic());
  }
}
