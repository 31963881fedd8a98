package dev.flexidb.batch;

import static dev.flexidb.batch.Fixtures.fanout;
import static dev.flexidb.batch.Fixtures.op;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.publisher.PublisherProbe;
import reactor.test.publisher.TestPublisher;

class TimeoutTest {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final BatchOptions ONE_SECOND = BatchOptions.DEFAULTS.withTimeout(SECOND);

  @Test
  void anOperationThatTakesLongerFailsAndSaysWhichItWas() {
    StepVerifier.withVirtualTime(
            () ->
                fanout()
                    .settled(
                        List.of(
                            op("slow", Mono.delay(SECOND.plusMillis(1))),
                            op("inTime", Mono.delay(SECOND.minusMillis(1)))),
                        ONE_SECOND))
        .thenAwait(SECOND)
        .assertNext(
            outcomes -> {
              OperationTimeoutException error =
                  (OperationTimeoutException) Fixtures.error(outcomes, "slow");
              assertThat(error.label()).isEqualTo("slow");
              assertThat(error.name()).isEqualTo("db");
              assertThat(error.timeout()).isEqualTo(SECOND);
              assertThat(error).hasMessageContaining("'slow' on 'db' did not end within PT1S");
              assertThat(outcomes.get("inTime")).isInstanceOf(Outcome.Success.class);
            })
        .verifyComplete();
  }

  @Test
  void anOperationThatTakesLongerIsCancelled() {
    PublisherProbe<Object> slow = PublisherProbe.of(Mono.never());
    StepVerifier.withVirtualTime(
            () -> fanout().settled(List.of(op("slow", slow.mono())), ONE_SECOND))
        .thenAwait(SECOND)
        .expectNextCount(1)
        .verifyComplete();
    slow.assertWasCancelled();
  }

  @Test
  void countsFromTheOperationsOwnStart() {
    StepVerifier.withVirtualTime(
            () ->
                fanout()
                    .all(
                        List.of(
                            op("a", Mono.delay(Duration.ofMillis(900))),
                            op("b", Mono.delay(Duration.ofMillis(900)))),
                        ONE_SECOND.withConcurrency(1)))
        .thenAwait(Duration.ofMillis(1_800))
        .expectNextCount(1)
        .verifyComplete();
  }

  @Test
  void coversTheMiddlewareToo() {
    StepVerifier.withVirtualTime(
            () ->
                fanout((invocation, next) -> next.delaySubscription(SECOND.multipliedBy(2)))
                    .settled(List.of(op("a", Mono.just(1))), ONE_SECOND))
        .thenAwait(SECOND)
        .assertNext(
            outcomes ->
                assertThat(Fixtures.error(outcomes, "a"))
                    .isInstanceOf(OperationTimeoutException.class))
        .verifyComplete();
  }

  @Test
  void endsWorkThatNeverAnswersItsSubscriber() {
    Publisher<Object> mute = subscriber -> {};
    StepVerifier.withVirtualTime(
            () -> fanout().settled(List.of(op("mute", Mono.fromDirect(mute))), ONE_SECOND))
        .thenAwait(SECOND)
        .assertNext(
            outcomes ->
                assertThat(Fixtures.error(outcomes, "mute"))
                    .isInstanceOf(OperationTimeoutException.class))
        .verifyComplete();
  }

  @Test
  void anErrorThatComesAfterTheTimeoutIsDroppedQuietly() {
    List<Throwable> dropped = new CopyOnWriteArrayList<>();
    TestPublisher<Object> late =
        TestPublisher.createNoncompliant(TestPublisher.Violation.CLEANUP_ON_TERMINATE);
    Hooks.onErrorDropped(dropped::add);
    try {
      StepVerifier.withVirtualTime(
              () -> fanout().settled(List.of(op("late", late.mono())), ONE_SECOND))
          .thenAwait(SECOND)
          .expectNextCount(1)
          .verifyComplete();
      late.error(new IllegalStateException("late"));
    } finally {
      Hooks.resetOnErrorDropped();
    }
    assertThat(dropped).isEmpty();
  }

  @Test
  void anOutcomeTellsHowLongTheOperationTook() {
    StepVerifier.withVirtualTime(
            () ->
                fanout()
                    .settled(
                        List.of(
                            op("second", Mono.delay(SECOND)),
                            op("two", Flux.interval(SECOND).take(2)),
                            op("failing", Mono.delay(SECOND).then(Mono.error(new Error())))),
                        BatchOptions.DEFAULTS.withConcurrency(1)))
        .thenAwait(Duration.ofSeconds(4))
        .assertNext(
            outcomes -> {
              assertThat(Fixtures.success(outcomes, "second").took()).isEqualTo(SECOND);
              assertThat(Fixtures.success(outcomes, "two").took())
                  .isEqualTo(SECOND.multipliedBy(2));
              assertThat(Fixtures.failure(outcomes, "failing").took()).isEqualTo(SECOND);
            })
        .verifyComplete();
  }
}
