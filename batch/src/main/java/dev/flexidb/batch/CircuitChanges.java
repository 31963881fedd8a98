package dev.flexidb.batch;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.Exceptions;

/**
 * The changes of one circuit on their way to its observer, who is told one at a time. Thread-safe,
 * and never blocks.
 *
 * <p>Each is noted just before it is in force, by the only one who may make it, and so in order;
 * and told just after. (Resilience4j's own events come in any order, and cost a time of day for
 * each call.)
 */
final class CircuitChanges {

  private record Change(CircuitState before, CircuitState now) {}

  private final CircuitObserver observer;
  private final Queue<Change> noted = new ConcurrentLinkedQueue<>();
  private final AtomicInteger telling = new AtomicInteger();
  private volatile CircuitState last = CircuitState.CLOSED;

  CircuitChanges(CircuitObserver observer) {
    this.observer = observer;
  }

  /** From here on it may be told at any moment. */
  void note(CircuitState now) {
    noted.add(new Change(last, now));
    last = now;
  }

  /** Tells what was noted, unless somebody is at it, who then goes on with it. */
  void tell() {
    if (noted.isEmpty() || telling.getAndIncrement() != 0) {
      return;
    }
    int seen = 1;
    do {
      for (Change next = noted.poll(); next != null; next = noted.poll()) {
        tell(next);
      }
      seen = telling.addAndGet(-seen);
    } while (seen != 0);
  }

  private void tell(Change change) {
    try {
      observer.changed(change.before(), change.now());
    } catch (Throwable thrown) {
      Exceptions.throwIfJvmFatal(thrown);
    }
  }
}
