package dev.flexidb.connection;

import dev.flexidb.error.CommitOutcomeUnknownException;
import dev.flexidb.error.DeadlineExceededException;
import dev.flexidb.error.DeadlineExceededException.WaitedFor;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * Until when a caller waits, as its Context says. Immutable.
 *
 * @param given how long that was when it began
 * @param end when it is over, in nanoseconds of Reactor's clock
 */
public record CallDeadline(Duration given, long end) {

  /** Equal to nothing else. */
  private static final Object KEY =
      new Object() {
        @Override
        public String toString() {
          return "dev.flexidb.deadline";
        }
      };

  /** The Context with a deadline that begins now; one that ends sooner stays. */
  public static Context in(Context context, Duration given) {
    CallDeadline sooner = of(context);
    CallDeadline added = new CallDeadline(given, now() + given.toNanos());
    return sooner != null && sooner.end - added.end <= 0 ? context : context.put(KEY, added);
  }

  /** That of the Context; null for none. */
  public static @Nullable CallDeadline of(ContextView context) {
    return context.getOrDefault(KEY, null);
  }

  private static long now() {
    return Schedulers.parallel().now(TimeUnit.NANOSECONDS);
  }

  /** What is left of it; not above zero once it has passed. */
  public Duration left() {
    return Duration.ofNanos(end - now());
  }

  boolean hasPassed() {
    return end - now() <= 0;
  }

  /** Whether it leaves no time for this. */
  public boolean comesBefore(Duration delay) {
    return end - now() <= delay.toNanos();
  }

  /** The work, which is cancelled when the deadline passes; the error is made then. */
  <T> Mono<T> limit(Mono<T> work, Supplier<? extends Throwable> passed) {
    return work.timeout(left(), Mono.error(passed));
  }

  /**
   * The work, which goes on unseen when the deadline of its subscriber passes. Where that is over
   * already it has begun at least when its subscriber is told.
   */
  static Mono<Void> unseenBehind(Mono<Void> work) {
    return Mono.deferContextual(
        subscriber -> {
          CallDeadline deadline = of(subscriber);
          if (deadline == null) {
            return work;
          }
          Mono<Void> begun = work.contextWrite(subscriber).cache();
          begun.subscribe(done -> {}, toldBelow -> {});
          return begun.timeout(deadline.left(), Mono.empty());
        });
  }

  /**
   * What its caller is told.
   *
   * @param mayBeKept whether the server may keep what the statement changed
   * @param cause the server's own word; null for none
   */
  DeadlineExceededException exceeded(
      ConnectionContext context,
      WaitedFor waitedFor,
      boolean mayBeKept,
      @Nullable Throwable cause) {
    return new DeadlineExceededException(context.database(), given, waitedFor, mayBeKept, cause);
  }

  /** What its caller is told where the server has not answered a COMMIT in time. */
  CommitOutcomeUnknownException commitExceeded(ConnectionContext context) {
    return new CommitOutcomeUnknownException(
        context.database(), true, exceeded(context, WaitedFor.ANSWER, true, null));
  }
}
