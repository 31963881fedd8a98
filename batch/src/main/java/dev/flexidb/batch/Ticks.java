package dev.flexidb.batch;

import java.util.concurrent.TimeUnit;
import reactor.core.scheduler.Schedulers;

/** The time in nanoseconds: {@link System#nanoTime()}, or that of Reactor's virtual scheduler. */
final class Ticks {

  private Ticks() {}

  static long now() {
    return Schedulers.parallel().now(TimeUnit.NANOSECONDS);
  }
}
