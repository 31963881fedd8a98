package dev.flexidb.pooling;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Who waits for a connection of one pool, so that nobody waits on when it closes. Thread-safe. */
final class Waiters {

  private final Set<Waiter> waiting = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /** Somebody who waits. */
  interface Waiter {
    /** What was waited for does not come any more. Called once or twice. */
    void refuse();
  }

  void add(Waiter waiter) {
    waiting.add(waiter);
    if (closed) {
      waiter.refuse();
    }
  }

  void remove(Waiter waiter) {
    waiting.remove(waiter);
  }

  boolean areNone() {
    return waiting.isEmpty();
  }

  /** Refuses all, and whoever comes later. */
  void close() {
    closed = true;
    waiting.forEach(Waiter::refuse);
  }
}
