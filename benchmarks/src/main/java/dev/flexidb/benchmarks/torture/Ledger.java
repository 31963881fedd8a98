package dev.flexidb.benchmarks.torture;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The writes whose outcome the service was told: these must be there, and those must not. Of a
 * write that was cut or lost nobody knows. Thread-safe.
 */
final class Ledger {

  private final AtomicLong last = new AtomicLong();
  private final Set<Long> kept = ConcurrentHashMap.newKeySet();
  private final Set<Long> undone = ConcurrentHashMap.newKeySet();

  /** An id that no other write has. */
  long next() {
    return last.incrementAndGet();
  }

  void kept(long id) {
    kept.add(id);
  }

  void undone(long id) {
    undone.add(id);
  }

  boolean isUndone(long id) {
    return undone.contains(id);
  }

  /** The writes that must be there. */
  Set<Long> kept() {
    return Set.copyOf(kept);
  }
}
