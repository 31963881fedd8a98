package dev.flexidb.connection;

import dev.flexidb.error.NoReplicaException;
import dev.flexidb.family.Work;
import dev.flexidb.routing.Node;
import dev.flexidb.routing.Router;
import io.r2dbc.spi.Result;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * One read on two servers, where the first takes long to answer: the first row or end counts, and
 * nobody sees anything of the other. An error waits for the other. Read once.
 */
final class Hedge {

  /** How a Result is read; it is asked at each item whether its session's answer counts. */
  interface Reading {
    Publisher<?> of(Result result, BooleanSupplier counts);
  }

  /** Stands for an item of the one whose answer does not count, or for an end. */
  static final Object NOTHING = new Object();

  private static final Object END = new Object();

  private final Router router;
  private final Work work;
  private final Session first;
  private final Supplier<@Nullable Session> second;
  private final Consumer<Session> won;
  private final AtomicReference<@Nullable Session> winner = new AtomicReference<>();
  private final AtomicReference<@Nullable Session> hedging = new AtomicReference<>();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final Sinks.Empty<Void> firstFailed = Sinks.empty();

  /**
   * @param second makes another session if the first takes long; null where there may be none
   * @param won told, before its answer is seen, whose it is
   */
  Hedge(
      Router router,
      Work work,
      Session first,
      Supplier<@Nullable Session> second,
      Consumer<Session> won) {
    this.router = router;
    this.work = work;
    this.first = first;
    this.second = second;
    this.won = won;
  }

  Flux<Object> read(Reading reading) {
    Flux<Object> early =
        answers(first, reading)
            .contextWrite(context -> router.avoiding(() -> lastTried(hedging.get()), context))
            .doOnError(
                error -> {
                  failed(error);
                  firstFailed.tryEmitEmpty();
                });
    Flux<Object> late =
        Mono.delay(router.policy().hedgeAfter())
            .takeUntilOther(firstFailed.asMono())
            .filter(waited -> winner.get() == null && router.hedges().take())
            .mapNotNull(waited -> second.get())
            .doOnNext(hedging::set)
            .flatMapMany(
                other ->
                    answers(other, reading)
                        .contextWrite(context -> router.avoiding(() -> lastTried(first), context)))
            .doOnError(this::failed);
    return Flux.firstWithValue(early, late).onErrorMap(this::told).filter(item -> item != END);
  }

  /** Items of the session whose answer counts, and their end; of the other one nothing. */
  private Flux<Object> answers(Session session, Reading reading) {
    return session
        .execute(work, () -> {})
        .concatMap(result -> reading.of(result, () -> counts(session)))
        .<Object>map(item -> item)
        .concatWith(Mono.fromSupplier(() -> END))
        .filter(item -> item != NOTHING && counts(session));
  }

  private boolean counts(Session session) {
    if (winner.compareAndSet(null, session)) {
      won.accept(session);
    }
    return winner.get() == session;
  }

  private static @Nullable Node lastTried(@Nullable Session session) {
    return session == null ? null : session.lastTried();
  }

  /**
   * The first error is told, but not that there was nowhere to go because the other one was there:
   * what became of that one says more.
   */
  private void failed(Throwable error) {
    failure.updateAndGet(
        before -> before == null || before instanceof NoReplicaException ? error : before);
  }

  /** Nobody answered. */
  private Throwable told(Throwable error) {
    Throwable why = failure.get();
    return why == null ? error : why;
  }
}
