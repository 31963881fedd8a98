package dev.flexidb.connection;

import java.time.Duration;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** What is so in a moment, though nobody tells when. */
final class Eventually {

  static final Duration SOON = Duration.ofSeconds(5);

  private Eventually() {}

  /** Asks again until the answer is this. */
  static <T> void becomes(T expected, Mono<T> asked) {
    StepVerifier.create(
            asked
                .filter(expected::equals)
                .repeatWhenEmpty(empty -> empty.delayElements(Duration.ofMillis(10))))
        .expectNext(expected)
        .expectComplete()
        .verify(SOON);
  }
}
