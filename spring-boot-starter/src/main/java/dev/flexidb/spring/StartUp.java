package dev.flexidb.spring;

import reactor.core.Exceptions;
import reactor.core.publisher.Mono;

/** Waits, on the thread that starts an application: the one place that may. */
public final class StartUp {

  private StartUp() {}

  /** Until this has ended; throws what it errors with. */
  public static void await(Mono<Void> work) {
    try {
      work.block();
    } catch (RuntimeException wrapped) {
      Throwable error = Exceptions.unwrap(wrapped);
      if (error instanceof RuntimeException failed) {
        throw failed;
      }
      throw wrapped;
    }
  }
}
