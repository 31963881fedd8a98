package dev.flexidb.connection;

import dev.flexidb.error.CommitOutcomeUnknownException;
import dev.flexidb.error.ConnectFailedException;
import dev.flexidb.error.ConnectionLostException;
import io.r2dbc.spi.Result;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The attempts of one statement that may be run again. Another one follows only while its user has
 * seen nothing of an answer: neither a row nor an end.
 */
final class Repeats {

  private final StatementRetry retry;
  private final boolean idempotent;
  private final @Nullable CallDeadline deadline;
  private final AtomicInteger made = new AtomicInteger();
  private volatile boolean forbidden;

  /** What an attempt ended with that may have been kept. */
  private volatile @Nullable Throwable unknown;

  /**
   * @param idempotent whether it may be run again though its first attempt may have been kept
   * @param deadline of the caller; null for none
   */
  Repeats(StatementRetry retry, boolean idempotent, @Nullable CallDeadline deadline) {
    this.retry = retry;
    this.idempotent = idempotent;
    this.deadline = deadline;
  }

  /** It turned out to be a part of something greater, of which the rest would be lost. */
  void forbid() {
    forbidden = true;
  }

  /** Whether an attempt failed, so that this one needs another connection. */
  boolean haveBegun() {
    return made.get() > 0;
  }

  /**
   * The statement's Result, run as often as need be.
   *
   * @param attempt runs the statement once for each subscription
   */
  Flux<Result> results(Supplier<Flux<Result>> attempt) {
    return repeated(attempt.get(), attempt)
        .map(result -> new RepeatedResult(result, attempt, Function.identity(), this));
  }

  /** What the first attempt gives or, where that fails before giving anything, another one. */
  <T> Flux<T> repeated(Publisher<? extends T> first, Supplier<? extends Publisher<T>> again) {
    return Flux.defer(
        () -> {
          AtomicBoolean given = new AtomicBoolean();
          return Flux.<T>from(first)
              .doOnNext(item -> given.set(true))
              .onErrorResume(
                  error -> {
                    Duration delay = given.get() ? null : delayBehind(error);
                    return delay == null
                        ? Flux.error(told(error))
                        : Mono.delay(delay)
                            .thenMany(Flux.defer(() -> repeated(again.get(), again)));
                  });
        });
  }

  /** How long to wait before the next attempt; null where there is none. */
  private @Nullable Duration delayBehind(Throwable error) {
    if (forbidden || made.get() + 1 >= retry.attempts() || !mayPass(error)) {
      return null;
    }
    Duration delay = retry.delayBehind(made.get());
    if ((deadline != null && deadline.comesBefore(delay)) || !retry.budget().withdraw()) {
      return null;
    }
    made.incrementAndGet();
    if (error instanceof CommitOutcomeUnknownException) {
      unknown = error;
    }
    return delay;
  }

  /** That a later attempt failed does not undo what an earlier one may have done. */
  private Throwable told(Throwable last) {
    Throwable first = unknown;
    if (first == null || first == last) {
      return last;
    }
    first.addSuppressed(last);
    return first;
  }

  private boolean mayPass(Throwable error) {
    return error instanceof ConnectionLostException
        || error instanceof ConnectFailedException
        || (idempotent && error instanceof CommitOutcomeUnknownException);
  }
}
