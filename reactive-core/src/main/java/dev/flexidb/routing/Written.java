package dev.flexidb.routing;

import dev.flexidb.family.Position;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Mono;

/**
 * What later reads have to see of one database: the places in its log that were noted behind
 * writes. Thread-safe.
 */
final class Written {

  private static final Duration LIMIT = Duration.ofSeconds(2);

  private final Router router;

  /** Writes of which no place was noted: those under way, and those whose fate nobody knows. */
  private final AtomicInteger doubts = new AtomicInteger();

  private volatile Set<Position> places = Set.of();

  Written(Router router) {
    this.router = router;
  }

  /** The same for this router: what another one's servers wrote, nobody here can tell who shows. */
  Written asSeenBy(Router other) {
    if (router == other) {
      return this;
    }
    Written seen = new Written(other);
    if (isInDoubt() || !places.isEmpty()) {
      seen.doubt();
    }
    return seen;
  }

  /** Whether there was a write of which nobody can tell who shows it. */
  boolean isInDoubt() {
    return doubts.get() > 0;
  }

  /** A replica that covers all of them shows all that was written. */
  Set<Position> places() {
    return places;
  }

  /** A write begins, and may be kept. */
  void doubt() {
    doubts.incrementAndGet();
  }

  /**
   * Settles the doubt of one write that is over, if the server says where its log stands. Never an
   * error.
   */
  Mono<Void> settle(Mono<Position> asked) {
    return Mono.defer(
        () -> {
          // What was noted before the question lies before its answer.
          Set<Position> before = places;
          return asked
              .timeout(LIMIT)
              .doOnNext(place -> note(place, before))
              .then()
              .onErrorComplete();
        });
  }

  private synchronized void note(Position place, Set<Position> before) {
    Set<Position> noted = new HashSet<>(places);
    noted.removeAll(before);
    noted.add(place);
    places = Set.copyOf(noted);
    doubts.decrementAndGet();
  }
}
