package dev.flexidb.batch;

import static dev.flexidb.batch.Fixtures.all;
import static dev.flexidb.batch.Fixtures.calling;
import static dev.flexidb.batch.Fixtures.fanout;
import static dev.flexidb.batch.Fixtures.op;
import static dev.flexidb.batch.Fixtures.settled;
import static org.assertj.core.api.Assertions.assertThat;

import io.r2dbc.spi.R2dbcBadGrammarException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.publisher.PublisherProbe;
import reactor.test.publisher.TestPublisher;

class BatchFailureTest {

  private final List<Throwable> dropped = new CopyOnWriteArrayList<>();

  @BeforeEach
  void watchDroppedErrors() {
    Hooks.onErrorDropped(dropped::add);
  }

  @AfterEach
  void nothingWasDropped() {
    Hooks.resetOnErrorDropped();
    assertThat(dropped).isEmpty();
  }

  @Test
  void theFirstErrorFailsTheBatchAndSaysWhereItHappened() {
    Sinks.One<String> failing = Sinks.one();
    IllegalStateException cause = new IllegalStateException("secret 4711");
    Operation<String> orders = new Operation<>("orders", "shop", db -> failing.asMono());
    all(fanout(), List.of(op("done", Mono.just("x")), orders, op("pending", Mono.never())))
        .as(StepVerifier::create)
        .then(() -> failing.tryEmitError(cause).orThrow())
        .consumeErrorWith(
            error -> {
              BatchFailedException failure = (BatchFailedException) error;
              assertThat(failure.label()).isEqualTo("orders");
              assertThat(failure.name()).isEqualTo("shop");
              assertThat(failure).hasCause(cause);
              assertThat(failure.outcomes().keySet()).containsExactly("done", "orders", "pending");
              assertThat(failure.outcomes().get("done")).isInstanceOf(Outcome.Success.class);
              assertThat(Fixtures.error(failure.outcomes(), "orders")).isSameAs(cause);
              assertThat(failure.outcomes().get("pending")).isEqualTo(new Outcome.Cancelled<>());
            })
        .verify();
  }

  @Test
  void theMessageIsOneLineWithoutTheTextOfTheCause() {
    all(
            fanout(),
            List.of(op("a", Mono.error(new IllegalStateException("value 4711\nsecond line")))))
        .as(StepVerifier::create)
        .verifyErrorMessage(
            "Operation 'a' on 'db' failed the batch with IllegalStateException (see cause): 0 had succeeded, 0 were cancelled; batchSettled answers for each");
  }

  @Test
  void theSqlStateOfTheCauseIsThatOfTheBatch() {
    all(
            fanout(),
            List.of(op("a", Mono.error(new R2dbcBadGrammarException("no table", "42P01", 7)))))
        .as(StepVerifier::create)
        .consumeErrorWith(
            error -> {
              BatchFailedException failure = (BatchFailedException) error;
              assertThat(failure.getSqlState()).isEqualTo("42P01");
              assertThat(failure.getErrorCode()).isEqualTo(7);
            })
        .verify();
  }

  @Test
  void anErrorCancelsTheOthers() {
    PublisherProbe<Object> other = PublisherProbe.of(Mono.never());
    Sinks.One<String> failing = Sinks.one();
    all(fanout(), List.of(op("other", other.mono()), op("failing", failing.asMono())))
        .as(StepVerifier::create)
        .then(() -> failing.tryEmitError(new IllegalStateException()).orThrow())
        .verifyError(BatchFailedException.class);
    other.assertWasCancelled();
  }

  @Test
  void nothingStartsAfterAnError() {
    AtomicBoolean started = new AtomicBoolean();
    all(
            fanout(),
            List.of(
                op("failing", Mono.error(new IllegalStateException())),
                op("next", Mono.fromRunnable(() -> started.set(true)))))
        .as(StepVerifier::create)
        .verifyError(BatchFailedException.class);
    assertThat(started).isFalse();
  }

  @Test
  void anErrorThatComesAfterTheFirstIsDroppedQuietly() {
    TestPublisher<Object> late = noncompliant();
    all(fanout(), List.of(op("late", late.mono()), op("first", Mono.error(new Error("first")))))
        .as(StepVerifier::create)
        .verifyError(BatchFailedException.class);
    late.error(new IllegalStateException("late"));
    late.assertCancelled();
  }

  @Test
  void anErrorThatComesAfterTheFirstIsDroppedQuietlyWithATimeoutToo() {
    TestPublisher<Object> late = noncompliant();
    fanout()
        .all(
            List.of(op("late", late.mono()), op("first", Mono.error(new Error("first")))),
            BatchOptions.DEFAULTS.withTimeout(Duration.ofHours(1)))
        .as(StepVerifier::create)
        .verifyError(BatchFailedException.class);
    late.error(new IllegalStateException("late"));
  }

  @Test
  void ofErrorsAtTheSameTimeOneFailsTheBatchAndTheRestIsDroppedQuietly() {
    Mono<Object> failing =
        Mono.error(new IllegalStateException()).subscribeOn(Schedulers.parallel());
    List<Operation<String>> both = List.of(op("a", failing), op("b", failing));
    Mono.defer(() -> all(fanout(), both))
        .materialize()
        .doOnNext(
            end ->
                assertThat(end.getThrowable())
                    .isInstanceOf(BatchFailedException.class)
                    .hasNoSuppressedExceptions())
        .repeat(10_000)
        .then()
        .as(StepVerifier::create)
        .verifyComplete();
  }

  @Test
  void aValueThatComesAfterTheFirstErrorIsDiscarded() {
    TestPublisher<Object> late = noncompliant();
    List<Object> discarded = new CopyOnWriteArrayList<>();
    all(fanout(), List.of(op("late", late.mono()), op("first", Mono.error(new Error("first")))))
        .doOnDiscard(String.class, discarded::add)
        .as(StepVerifier::create)
        .verifyError(BatchFailedException.class);
    late.next("late");
    assertThat(discarded).containsExactly("late");
  }

  @Test
  void cancellingTheBatchCancelsAll() {
    PublisherProbe<Object> a = PublisherProbe.of(Mono.never());
    PublisherProbe<Object> b = PublisherProbe.of(Mono.never());
    all(fanout(), List.of(op("a", a.mono()), op("b", b.mono()))).subscribe().dispose();
    a.assertWasCancelled();
    b.assertWasCancelled();
  }

  @Test
  void cancellingTheBatchStartsNothingMore() {
    PublisherProbe<Object> running = PublisherProbe.of(Mono.never());
    PublisherProbe<Object> waiting = PublisherProbe.empty();
    fanout()
        .settled(
            List.of(op("running", running.mono()), op("waiting", waiting.mono())),
            BatchOptions.DEFAULTS.withConcurrency(1))
        .subscribe()
        .dispose();
    running.assertWasCancelled();
    waiting.assertWasNotSubscribed();
  }

  @Test
  void workThatThrowsFailsOnlyItsOwnOperation() {
    settled(
            fanout(),
            List.of(
                calling(
                    "throwing",
                    db -> {
                      throw new IllegalStateException("thrown");
                    }),
                op("fine", Mono.just(1))))
        .as(StepVerifier::create)
        .assertNext(
            outcomes -> {
              assertThat(Fixtures.error(outcomes, "throwing")).hasMessage("thrown");
              assertThat(Fixtures.value(outcomes, "fine")).isEqualTo(1);
            })
        .verifyComplete();
  }

  @Test
  void workThatFailsAsNoOneIsToCatchFailsOnlyItsOwnOperation() {
    Error missing = new NoClassDefFoundError("missing");
    settled(
            fanout(),
            List.of(
                calling(
                    "calling",
                    db -> {
                      throw missing;
                    }),
                op(
                    "subscribing",
                    Mono.fromRunnable(
                        () -> {
                          throw missing;
                        })),
                op("fine", Mono.just(1))))
        .as(StepVerifier::create)
        .assertNext(
            outcomes -> {
              assertThat(Fixtures.error(outcomes, "calling")).hasCause(missing);
              assertThat(Fixtures.error(outcomes, "subscribing")).hasCause(missing);
              assertThat(Fixtures.value(outcomes, "fine")).isEqualTo(1);
            })
        .verifyComplete();
  }

  @Test
  void workThatReturnsNullFailsOnlyItsOwnOperation() {
    settled(fanout(), List.of(calling("null", db -> (Publisher<?>) null), op("fine", Mono.just(1))))
        .as(StepVerifier::create)
        .assertNext(
            outcomes -> {
              assertThat(Fixtures.error(outcomes, "null"))
                  .hasMessage(
                      "The work returned null for operation 'null' on 'db': return a Publisher");
              assertThat(Fixtures.value(outcomes, "fine")).isEqualTo(1);
            })
        .verifyComplete();
  }

  private static TestPublisher<Object> noncompliant() {
    return TestPublisher.createNoncompliant(TestPublisher.Violation.CLEANUP_ON_TERMINATE);
  }
}
