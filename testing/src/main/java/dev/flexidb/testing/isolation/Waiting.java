package dev.flexidb.testing.isolation;

import reactor.core.Exceptions;
import reactor.core.publisher.Mono;

/** The only place where an assertion waits, on the thread of its test. */
final class Waiting {

  private Waiting() {}

  static void forEnd(Mono<Void> work) {
    try {
      work.block();
    } catch (RuntimeException wrapped) {
      Throwable error = Exceptions.unwrap(wrapped);
      if (error instanceof AssertionError failure) {
        throw failure;
      }
      throw wrapped;
    }
  }
}
