package dev.flexidb.testing.junit;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** The only place where the extension waits, on JUnit's threads. */
final class Waiting {

  private static final Duration LIMIT = Duration.ofMinutes(2);

  private Waiting() {}

  static <T> @Nullable T forEnd(Mono<T> work) {
    return work.block(LIMIT);
  }
}
