package dev.flexidb.pooling;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Who waits for a connection of one pool, so that nobody waits on in vain. Thread-safe. */
final class Waiters {

  private final Set<Waiter> waiting = ConcurrentHashMap.newKeySet();
  private volatile @Nullable Supplier<? extends Throwable> closed;

  /** Somebody who waits. */
  interface Waiter {
    /** What was waited for does not come any more. Called once or more. */
    void refuse(Supplier<? extends Throwable> why);
  }

  void add(Waiter waiter) {
    waiting.add(waiter);
    Supplier<? extends Throwable> why = closed;
    if (why != null) {
      waiter.refuse(why);
    }
  }

  void remove(Waiter waiter) {
    waiting.remove(waiter);
  }

  boolean areNone() {
    return waiting.isEmpty();
  }

  /** Refuses all that wait now. */
  void refuse(Supplier<? extends Throwable> why) {
    waiting.forEach(waiter -> waiter.refuse(why));
  }

  /** Refuses all, and whoever comes later. */
  void close(Supplier<? extends Throwable> why) {
    closed = why;
    refuse(why);
  }
}
