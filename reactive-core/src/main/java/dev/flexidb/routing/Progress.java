package dev.flexidb.routing;

import dev.flexidb.family.DatabaseFamily;
import dev.flexidb.family.Position;
import dev.flexidb.pooling.ConnectionSource;
import dev.flexidb.pooling.Lease;
import java.time.Duration;
import java.util.Collection;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * How far a replica shows its primary's changes, as far as is known. Whoever asks while it is being
 * asked shares the answer, so that questions never pile up. Thread-safe.
 */
final class Progress {

  /** For one question; who asks has less patience, and the next one asks anew after this. */
  private static final Duration LIMIT = Duration.ofSeconds(2);

  private static final Duration PAUSE = Duration.ofMillis(5);

  private final ConnectionSource source;
  private final DatabaseFamily family;
  private volatile @Nullable Position known;
  private int lives;
  private @Nullable Mono<Void> asking;

  Progress(ConnectionSource source, DatabaseFamily family) {
    this.source = source;
    this.family = family;
  }

  /** Whether it is known to show all of these. */
  boolean covers(Collection<Position> needed) {
    Position here = known;
    return here != null && needed.stream().allMatch(here::covers);
  }

  /** Completes when it shows all of these; asks until then. */
  Mono<Void> reaches(Collection<Position> needed) {
    return Mono.defer(this::ask)
        .then(Mono.fromCallable(() -> covers(needed) ? Boolean.TRUE : null))
        .repeatWhenEmpty(asked -> asked.delayElements(PAUSE))
        .then();
  }

  synchronized void forget() {
    lives++;
    known = null;
  }

  private synchronized Mono<Void> ask() {
    Mono<Void> question = asking;
    if (question == null) {
      int life = lives;
      question =
          Mono.usingWhen(
                  source.acquire(LIMIT),
                  lease -> family.replayed(lease.connection()),
                  Lease::release,
                  (lease, error) -> lease.destroy(),
                  Lease::destroy)
              .timeout(LIMIT)
              .doOnNext(position -> keep(position, life))
              .then()
              .onErrorComplete()
              .doOnTerminate(this::over)
              .cache();
      asking = question;
    }
    return question;
  }

  private synchronized void over() {
    asking = null;
  }

  private synchronized void keep(Position position, int life) {
    if (life == lives) {
      known = position;
    }
  }
}
