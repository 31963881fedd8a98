package dev.flexidb.connection;

import dev.flexidb.family.Work;
import dev.flexidb.routing.Router;
import io.r2dbc.spi.Result;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * One read on two servers, where the first takes long to answer: the first answer counts, and the
 * session of the other one is closed, which stops its statement at the server. An error of one
 * waits for the other.
 */
final class Hedge {

  private final Router router;
  private final Session first;
  private final Session second;
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final Sinks.Empty<Void> firstFailed = Sinks.empty();
  private volatile boolean decided;

  /**
   * @param second is used if the first takes long
   */
  Hedge(Router router, Session first, Session second) {
    this.router = router;
    this.first = first;
    this.second = second;
  }

  private record Answer(Session from, Result result) {}

  /**
   * What the winner answers.
   *
   * @param won told of the winner before its answer; never of a session that has failed
   */
  Flux<Result> run(Work work, Consumer<Session> won) {
    Flux<Answer> early =
        answers(first, work)
            .doOnError(
                error -> {
                  failure.set(error);
                  firstFailed.tryEmitEmpty();
                });
    Flux<Answer> late =
        Mono.delay(router.policy().hedgeAfter())
            .takeUntilOther(firstFailed.asMono())
            .filter(waited -> router.hedges().take())
            .flatMapMany(waited -> answers(second, work))
            .contextWrite(context -> router.avoiding(first.lastTried(), context))
            .doOnError(error -> failure.compareAndSet(null, error));
    return Flux.firstWithValue(early, late)
        .onErrorMap(nobodyAnswered -> told(nobodyAnswered))
        .doOnNext(answer -> decide(answer, won))
        .map(Answer::result)
        .doFinally(end -> giveUpUnlessDecided());
  }

  private static Flux<Answer> answers(Session session, Work work) {
    return session.execute(work, () -> {}).map(result -> new Answer(session, result));
  }

  private Throwable told(Throwable nobodyAnswered) {
    Throwable why = failure.get();
    return why == null ? nobodyAnswered : why;
  }

  private void decide(Answer answer, Consumer<Session> won) {
    if (!decided) {
      decided = true;
      won.accept(answer.from);
    }
  }

  private void giveUpUnlessDecided() {
    if (!decided) {
      closeUnawaited(second);
    }
  }

  /** Nobody waits for the server of the one that lost. */
  static void closeUnawaited(Session session) {
    session.close().subscribe(done -> {}, alreadyGone -> {});
  }
}
