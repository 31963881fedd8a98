package dev.flexidb.pooling;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** The connections of one pool that are in use, until all of them are back. Thread-safe. */
final class Loans {

  private final Set<Lease> out = ConcurrentHashMap.newKeySet();
  private final Sinks.Empty<Void> allBack = Sinks.empty();
  private volatile boolean closed;

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
    out.remove(lease);
    tellIfAllAreBack();
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
