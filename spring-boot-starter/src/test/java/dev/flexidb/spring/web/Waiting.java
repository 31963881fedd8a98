package dev.flexidb.spring.web;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import reactor.core.publisher.Flux;

/** Until what is told on another thread has been told. */
final class Waiting {

  private Waiting() {}

  static void until(BooleanSupplier told) {
    Flux.interval(Duration.ofMillis(5))
        .filter(tick -> told.getAsBoolean())
        .blockFirst(Duration.ofSeconds(10));
  }
}
