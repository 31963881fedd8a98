package dev.flexidb;

import java.time.Duration;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/** Closes when the JVM shuts down, and waits for it: the one place that may. */
final class ShutdownHook {

  private final Thread thread;

  /**
   * @param limit how long closing may take; then the JVM goes on to its end
   */
  ShutdownHook(Supplier<Mono<Void>> close, Duration limit) {
    this.thread =
        new Thread(() -> close.get().timeout(limit).onErrorComplete().block(), "flexidb-shutdown");
    Runtime.getRuntime().addShutdownHook(thread);
  }

  /** Not needed any more; while the JVM shuts down it is too late for that. */
  void remove() {
    try {
      Runtime.getRuntime().removeShutdownHook(thread);
    } catch (IllegalStateException shuttingDown) {
      // It runs already.
    }
  }
}
