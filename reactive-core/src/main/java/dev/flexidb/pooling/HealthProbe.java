package dev.flexidb.pooling;

import dev.flexidb.error.ClosedException;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.R2dbcTimeoutException;
import io.r2dbc.spi.ValidationDepth;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Asks a server whether it answers, on an idle connection of the pool or, where none is to be had,
 * on one beside it that is closed after use. Whoever asks meanwhile shares the answer, so that
 * probes never pile up. Thread-safe.
 */
public final class HealthProbe {

  /** How long to wait for the pool at most; the rest is left for a connection beside it. */
  private static final Duration PATIENCE = Duration.ofMillis(500);

  private final ConnectionSource source;
  private final Mono<Connection> another;
  private final Predicate<Throwable> saysServerIsFull;
  private final Duration limit;
  private final Consumer<Finding> told;
  private final Sinks.Empty<Void> closed = Sinks.empty();
  private @Nullable Mono<Finding> running;

  /**
   * @param another opens a connection beside the pool
   * @param saysServerIsFull whether the server refused a connection because it has too many
   * @param limit how long an answer may take
   * @param told what was found, once for each probe
   */
  public HealthProbe(
      ConnectionSource source,
      Mono<Connection> another,
      Predicate<Throwable> saysServerIsFull,
      Duration limit,
      Consumer<Finding> told) {
    this.source = source;
    this.another = another;
    this.saysServerIsFull = saysServerIsFull;
    this.limit = limit;
    this.told = told;
  }

  /** What one probe found. */
  public static final class Finding {
    private static final Finding ANSWERS = new Finding(null);

    private final @Nullable Throwable why;

    private Finding(@Nullable Throwable why) {
      this.why = why;
    }

    /** Whether the server answers. */
    public boolean answers() {
      return why == null;
    }

    /**
     * Why it does not.
     *
     * @throws IllegalStateException if it does
     */
    public Throwable why() {
      Throwable error = why;
      if (error == null) {
        throw new IllegalStateException("the server answers");
      }
      return error;
    }
  }

  /** Whether the server answers within the limit; never an error, and always a value. */
  public Mono<Finding> ask() {
    return Mono.defer(this::current);
  }

  /** Ends the probe that is under way; from now on nothing is asked. */
  public void close() {
    closed.tryEmitEmpty();
  }

  private synchronized Mono<Finding> current() {
    Mono<Finding> probe = running;
    if (probe == null) {
      probe =
          Mono.defer(this::probe)
              .then(Mono.just(Finding.ANSWERS))
              .timeout(limit)
              .onErrorResume(error -> Mono.just(new Finding(inOurWords(error))))
              .takeUntilOther(closed.asMono())
              .switchIfEmpty(Mono.fromSupplier(() -> new Finding(closedError())))
              .doOnNext(told)
              .doOnTerminate(this::over)
              .cache();
      running = probe;
    }
    return probe;
  }

  private synchronized void over() {
    running = null;
  }

  private ClosedException closedError() {
    return new ClosedException(source.database());
  }

  private Throwable inOurWords(Throwable error) {
    return error instanceof TimeoutException
        ? new R2dbcTimeoutException("no answer within " + limit.toMillis() + " ms")
        : error;
  }

  private Mono<Void> probe() {
    if (source.isClosed()) {
      return Mono.error(closedError());
    }
    return source.hasIdle()
        ? pooled().onErrorResume(error -> !(error instanceof ClosedException), error -> beside())
        : beside();
  }

  private Mono<Void> pooled() {
    Duration quarter = limit.dividedBy(4);
    return Mono.usingWhen(
        source.acquire(quarter.compareTo(PATIENCE) < 0 ? quarter : PATIENCE),
        lease -> validate(lease.connection()).doOnError(dead -> source.doubt()),
        Lease::release,
        (lease, error) -> unawaited(lease.destroy()),
        lease -> unawaited(lease.destroy()));
  }

  private Mono<Void> beside() {
    return Mono.usingWhen(
            another, HealthProbe::validate, connection -> unawaited(Mono.from(connection.close())))
        .onErrorComplete(this::isAnswerEnough);
  }

  /** A server that has no room for one more may well have let our borrowers in. */
  private boolean isAnswerEnough(Throwable error) {
    return source.isFull() && saysServerIsFull.test(error);
  }

  /** A connection that is not valid any more is an error, so that nobody gets it again. */
  private static Mono<Void> validate(Connection connection) {
    return Mono.from(connection.validate(ValidationDepth.REMOTE))
        .filter(valid -> valid)
        .switchIfEmpty(Mono.error(() -> new IllegalStateException("the connection is dead")))
        .then();
  }

  /** Subscribes by itself: the answer is known, and a close may take as long as all the rest. */
  private static Mono<Void> unawaited(Mono<Void> close) {
    return Mono.fromRunnable(() -> close.subscribe(done -> {}, alreadyGone -> {}));
  }
}
