package dev.flexidb.pooling;

import dev.flexidb.error.ClosedException;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ValidationDepth;
import java.time.Duration;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Asks a server whether it answers, on a connection of the pool or, where none is to be had, on one
 * beside it that is closed after use. Whoever asks meanwhile shares the answer, so that probes
 * never pile up. Thread-safe.
 */
public final class HealthProbe {

  private static final Duration LIMIT = Duration.ofSeconds(2);

  /** How long to wait for the pool; the rest of the limit is left for a connection beside it. */
  private static final Duration PATIENCE = Duration.ofMillis(500);

  private final ConnectionSource source;
  private final Mono<Connection> another;
  private final Predicate<Throwable> saysServerIsFull;
  private @Nullable Mono<Boolean> running;

  /**
   * @param another opens a connection beside the pool
   * @param saysServerIsFull whether the server refused a connection because it has too many
   */
  public HealthProbe(
      ConnectionSource source, Mono<Connection> another, Predicate<Throwable> saysServerIsFull) {
    this.source = source;
    this.another = another;
    this.saysServerIsFull = saysServerIsFull;
  }

  /** Whether the server answers within 2 seconds; never an error. */
  public Mono<Boolean> answers() {
    return Mono.defer(this::current);
  }

  private synchronized Mono<Boolean> current() {
    Mono<Boolean> probe = running;
    if (probe == null) {
      probe =
          Mono.defer(this::ask)
              .timeout(LIMIT)
              .onErrorReturn(false)
              .doOnTerminate(this::over)
              .cache();
      running = probe;
    }
    return probe;
  }

  private synchronized void over() {
    running = null;
  }

  private Mono<Boolean> ask() {
    if (source.isClosed()) {
      return Mono.just(false);
    }
    return source.isFull()
        ? beside()
        : pooled().onErrorResume(error -> !(error instanceof ClosedException), error -> beside());
  }

  private Mono<Boolean> pooled() {
    return Mono.usingWhen(
        source.acquire(PATIENCE),
        lease -> validate(lease.connection()),
        Lease::release,
        (lease, error) -> unawaited(lease.destroy()),
        lease -> unawaited(lease.destroy()));
  }

  private Mono<Boolean> beside() {
    return Mono.usingWhen(
            another, HealthProbe::validate, connection -> unawaited(Mono.from(connection.close())))
        .onErrorResume(this::isAnswerEnough, answer -> Mono.just(true));
  }

  /** A server that has no room for one more may well have let our borrowers in. */
  private boolean isAnswerEnough(Throwable error) {
    return source.isFull() && saysServerIsFull.test(error);
  }

  /** A connection that is not valid any more is an error, so that nobody gets it again. */
  private static Mono<Boolean> validate(Connection connection) {
    return Mono.from(connection.validate(ValidationDepth.REMOTE))
        .filter(valid -> valid)
        .switchIfEmpty(Mono.error(() -> new IllegalStateException("the connection is dead")));
  }

  /** Subscribes by itself: the answer is known, and a close may take as long as all the rest. */
  private static Mono<Void> unawaited(Mono<Void> close) {
    return Mono.fromRunnable(() -> close.subscribe(done -> {}, alreadyGone -> {}));
  }
}
