package dev.flexidb.pooling;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** The connections of one pool that are in use, until all of them are back. Thread-safe. */
final class Loans {

  private static final double NANOS_PER_MILLI = 1_000_000;

  private final Set<Lease> out = ConcurrentHashMap.newKeySet();
  private final Sinks.Empty<Void> allBack = Sinks.empty();
  private volatile boolean closed;

  /** How long one was held lately, in nanoseconds. */
  private final AtomicLong meanHold = new AtomicLong();

  /** Whether it may be used: not once this is closed. */
  boolean add(Lease lease) {
    out.add(lease);
    if (!closed) {
      return true;
    }
    remove(lease);
    return false;
  }

  void remove(Lease lease) {
    if (out.remove(lease)) {
      meanHold.accumulateAndGet(lease.age(), Line::mean);
    }
    tellIfAllAreBack();
  }

  /**
   * How long one more would wait behind so many others, by what holding a connection took lately,
   * or has taken those that hold one now; at least 1 ms.
   */
  Duration waitBehind(int waiting, int connections) {
    double age = out.stream().mapToLong(Lease::age).average().orElse(0);
    double nanos =
        Math.max((double) meanHold.get(), age) * (waiting + 1) / Math.max(1, connections);
    return Duration.ofMillis(Math.max(1, (long) Math.ceil(nanos / NANOS_PER_MILLI)));
  }

  /** Takes no more. */
  void close() {
    closed = true;
    tellIfAllAreBack();
  }

  boolean isClosed() {
    return closed;
  }

  private void tellIfAllAreBack() {
    if (closed && out.isEmpty()) {
      allBack.tryEmitEmpty();
    }
  }

  /** Completes when it is closed and the last one is back. */
  Mono<Void> allBack() {
    return allBack.asMono();
  }

  /** Ends the work of all that are still in use. */
  Mono<Void> evictAll() {
    return Flux.fromIterable(out).flatMap(Lease::evict, Integer.MAX_VALUE).then();
  }
}
