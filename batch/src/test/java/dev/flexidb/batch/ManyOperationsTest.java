package dev.flexidb.batch;

import static dev.flexidb.batch.Fixtures.calling;
import static dev.flexidb.batch.Fixtures.fanout;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** A batch of 10,000 operations neither overflows the stack nor exceeds its limit in flight. */
class ManyOperationsTest {

  private static final int MANY = 10_000;
  private static final BatchOptions ALL = BatchOptions.DEFAULTS;

  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();

  private static List<Operation<String>> many(Function<Integer, Publisher<?>> work) {
    return IntStream.range(0, MANY).mapToObj(i -> calling("op" + i, db -> work.apply(i))).toList();
  }

  private static Middleware[] deep() {
    return Collections.nCopies(100, (Middleware) (invocation, next) -> next.map(v -> v))
        .toArray(Middleware[]::new);
  }

  private <T> Mono<T> watched(Mono<T> work) {
    return work.doOnSubscribe(s -> most.accumulateAndGet(inFlight.incrementAndGet(), Math::max))
        .doOnTerminate(inFlight::decrementAndGet);
  }

  private static void completes(Mono<BatchResult> batch) {
    batch
        .as(StepVerifier::create)
        .assertNext(
            result -> {
              assertThat(result.asMap()).hasSize(MANY);
              assertThat(result.get("op" + (MANY - 1))).isEqualTo(MANY - 1);
            })
        .verifyComplete();
  }

  @Test
  void synchronousAllAtOnce() {
    completes(fanout().all(many(Mono::just), ALL));
  }

  @Test
  void synchronousOneAtATimeThroughDeepMiddleware() {
    completes(fanout(deep()).all(many(i -> watched(Mono.just(i))), ALL.withConcurrency(1)));
    assertThat(most).hasValue(1);
  }

  @Test
  void synchronousThroughAGuard() {
    Guard guard = new Guard("db", CircuitBreakerConfig.DEFAULTS, e -> Verdict.FAILURE);
    completes(Fixtures.guarded(guard).all(many(Mono::just), ALL.withConcurrency(1)));
    assertThat(guard.statistics().totalCalls()).isEqualTo(MANY);
  }

  @Test
  void asynchronousAllAtOnce() {
    completes(fanout().all(many(i -> Mono.just(i).subscribeOn(Schedulers.parallel())), ALL));
  }

  @Test
  void asynchronousUpToTheLimit() {
    completes(
        fanout()
            .all(
                many(i -> watched(Mono.just(i).publishOn(Schedulers.parallel()))),
                ALL.withConcurrency(8)));
    assertThat(most.get()).isLessThanOrEqualTo(8);
  }

  @Test
  void theLimitIsUsedInFull() {
    StepVerifier.withVirtualTime(
            () ->
                fanout()
                    .all(many(i -> Mono.delay(Duration.ofSeconds(1))), ALL.withConcurrency(100)))
        .expectSubscription()
        .expectNoEvent(Duration.ofSeconds(MANY / 100).minusMillis(1))
        .thenAwait(Duration.ofMillis(1))
        .expectNextCount(1)
        .verifyComplete();
  }

  @Test
  void asynchronousOneAtATime() {
    completes(
        fanout(deep())
            .all(
                many(i -> watched(Mono.just(i).publishOn(Schedulers.parallel()))),
                ALL.withConcurrency(1)));
    assertThat(most).hasValue(1);
  }

  @Test
  void withATimeoutEach() {
    completes(
        fanout()
            .all(
                many(i -> Mono.just(i).subscribeOn(Schedulers.parallel())),
                ALL.withTimeout(Duration.ofMinutes(1))));
  }

  @Test
  void allOfThemFailing() {
    fanout()
        .settled(many(i -> Mono.error(new IllegalStateException())), ALL.withConcurrency(1))
        .as(StepVerifier::create)
        .assertNext(
            outcomes ->
                assertThat(outcomes.values())
                    .hasSize(MANY)
                    .allMatch(Outcome.Failure.class::isInstance))
        .verifyComplete();
  }

  @Test
  void settledMixesOfSynchronousAndAsynchronous() {
    fanout()
        .settled(
            many(i -> i % 2 == 0 ? Mono.just(i) : Flux.just(i).publishOn(Schedulers.parallel())),
            ALL.withConcurrency(4))
        .as(StepVerifier::create)
        .assertNext(
            outcomes ->
                assertThat(outcomes.values())
                    .hasSize(MANY)
                    .allMatch(Outcome.Success.class::isInstance))
        .verifyComplete();
  }
}
