package dev.flexidb.batch;

import static dev.flexidb.batch.Fixtures.calling;
import static dev.flexidb.batch.Fixtures.fanout;
import static dev.flexidb.batch.Fixtures.guarded;
import static dev.flexidb.batch.Fixtures.op;
import static dev.flexidb.batch.Fixtures.settled;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.publisher.PublisherProbe;
import reactor.util.context.Context;

class MiddlewareTest {

  private final List<String> log = new ArrayList<>();
  private final AtomicInteger calls = new AtomicInteger();

  private Middleware logging(String name) {
    return (invocation, next) -> {
      log.add("before " + name);
      return next.doOnTerminate(() -> log.add("after " + name));
    };
  }

  private Outcome<Object> outcome(Fanout<String> fanout, Operation<String> operation) {
    List<Outcome<Object>> ended = new ArrayList<>();
    settled(fanout, List.of(operation))
        .as(StepVerifier::create)
        .consumeNextWith(outcomes -> ended.add(outcomes.get(operation.label())))
        .verifyComplete();
    return ended.get(0);
  }

  private @Nullable Object value(Fanout<String> fanout, Operation<String> operation) {
    return ((Outcome.Success<Object>) outcome(fanout, operation)).value();
  }

  private Throwable error(Fanout<String> fanout, Operation<String> operation) {
    return ((Outcome.Failure<Object>) outcome(fanout, operation)).error();
  }

  private Mono<Integer> counted() {
    return Mono.fromCallable(calls::incrementAndGet);
  }

  /** F09. */
  @Test
  void runsInRegistrationOrderTheFirstOutermost() {
    outcome(
        fanout(logging("first"), logging("second")),
        op("a", Mono.fromRunnable(() -> log.add("work"))));
    assertThat(log)
        .containsExactly("before first", "before second", "work", "after second", "after first");
  }

  /** F09. */
  @Test
  void isToldTheNameTheLabelAndTheAttributes() {
    List<Invocation> seen = new ArrayList<>();
    Middleware spy =
        (invocation, next) -> {
          seen.add(invocation);
          return next;
        };
    Fanout<String> fanout =
        new Fanout<>(
            name -> new Target<>(name, null, List.of(spy)),
            context -> Map.of("schema", context.get("tenant")));
    fanout
        .all(List.of(new Operation<>("orders", "shop", db -> Mono.just(1))), BatchOptions.DEFAULTS)
        .contextWrite(Context.of("tenant", "acme"))
        .as(StepVerifier::create)
        .expectNextCount(1)
        .verifyComplete();
    assertThat(seen).containsExactly(new Invocation("shop", "orders", Map.of("schema", "acme")));
  }

  @Test
  void theAttributesAreReadOnceABatch() {
    AtomicInteger reads = new AtomicInteger();
    Fanout<String> fanout =
        new Fanout<>(
            name -> new Target<>(name, null, List.of(logging("a"))),
            context -> Map.of("read", reads.incrementAndGet()));
    fanout
        .all(List.of(op("a", Mono.just(1)), op("b", Mono.just(2))), BatchOptions.DEFAULTS)
        .as(StepVerifier::create)
        .expectNextCount(1)
        .verifyComplete();
    assertThat(reads).hasValue(1);
  }

  @Test
  void theSubscribersContextReachesMiddlewareAndWork() {
    Middleware reading =
        (invocation, next) ->
            Mono.deferContextual(context -> next.map(value -> value + " " + context.get("tenant")));
    fanout(reading)
        .all(
            List.of(op("a", Mono.deferContextual(c -> Mono.just("work " + c.get("tenant"))))),
            BatchOptions.DEFAULTS)
        .map(result -> result.get("a"))
        .contextWrite(Context.of("tenant", "acme"))
        .as(StepVerifier::create)
        .expectNext("work acme acme")
        .verifyComplete();
  }

  @Test
  void canReplaceTheValue() {
    assertThat(value(fanout((invocation, next) -> next.map(v -> v + "!")), op("a", Mono.just("x"))))
        .isEqualTo("x!");
  }

  @Test
  void canAnswerWithoutCallingTheWork() {
    PublisherProbe<Object> work = PublisherProbe.empty();
    assertThat(value(fanout((invocation, next) -> Mono.just("cached")), op("a", work.mono())))
        .isEqualTo("cached");
    work.assertWasNotSubscribed();
  }

  @Test
  void canDelayTheWork() {
    StepVerifier.withVirtualTime(
            () ->
                Fixtures.all(
                    fanout((invocation, next) -> next.delaySubscription(Duration.ofSeconds(1))),
                    List.of(op("a", Mono.just(1)))))
        .expectSubscription()
        .expectNoEvent(Duration.ofSeconds(1))
        .expectNextCount(1)
        .verifyComplete();
  }

  @Test
  void canFailTheOperation() {
    assertThat(
            error(
                fanout((i, next) -> Mono.error(new IllegalStateException("refused"))),
                op("a", Mono.just(1))))
        .hasMessage("refused");
  }

  @Test
  void canRetryAndTheWorkIsCalledAfresh() {
    Operation<String> secondTimeLucky =
        calling(
            "a",
            db ->
                calls.incrementAndGet() == 1
                    ? Mono.error(new IllegalStateException())
                    : Mono.just(calls.get()));
    assertThat(value(fanout((i, next) -> next.retry(1)), secondTimeLucky)).isEqualTo(2);
  }

  @Test
  void aRetryRunsTheMiddlewareInsideItAfresh() {
    AtomicInteger applied = new AtomicInteger();
    Middleware inner =
        (invocation, next) -> {
          applied.incrementAndGet();
          return next;
        };
    error(
        fanout((i, next) -> next.retry(2), inner),
        op("a", Mono.error(new IllegalStateException())));
    assertThat(applied).hasValue(3);
  }

  @Test
  void oneThatThrowsFailsItsOperation() {
    Middleware throwing =
        (invocation, next) -> {
          throw new IllegalStateException("thrown");
        };
    assertThat(error(fanout(throwing), op("a", Mono.just(1)))).hasMessage("thrown");
  }

  @NullUnmarked
  private static Middleware returningNull() {
    return (invocation, next) -> null;
  }

  @Test
  void oneThatReturnsNullFailsItsOperation() {
    assertThat(error(fanout(returningNull()), op("a", Mono.just(1))))
        .hasMessageMatching(
            "Middleware .* returned null for operation 'a' on 'db': return a Publisher");
  }

  @Test
  void seesAFluxAsItsList() {
    assertThat(
            value(
                fanout((i, next) -> next.map(rows -> ((List<?>) rows).size())),
                op("a", Flux.just(1, 2, 3))))
        .isEqualTo(3);
  }

  @Test
  void oneThatAnswersByItselfIsNoCallOfTheResource() {
    Guard guard = new Guard("db", CircuitBreakerConfig.DEFAULTS, e -> Verdict.FAILURE);
    outcome(guarded(guard, (i, next) -> Mono.just("cached")), op("a", Mono.just(1)));
    assertThat(guard.statistics().totalCalls()).isZero();
  }

  @Test
  void itsRetriesAreEachACallOfTheResource() {
    Guard guard = new Guard("db", CircuitBreakerConfig.DEFAULTS, e -> Verdict.FAILURE);
    outcome(
        guarded(guard, (i, next) -> next.retry(2)),
        op("a", Mono.error(new IllegalStateException())));
    assertThat(guard.statistics().totalCalls()).isEqualTo(3);
  }

  /** F21. */
  @Test
  void canAnswerInThePlaceOfAnOpenCircuit() {
    Guard guard =
        new Guard("db", CircuitBreakerConfig.DEFAULTS.withThreshold(1), e -> Verdict.FAILURE);
    guard.begin().fail(new IllegalStateException());
    Middleware fallback =
        (i, next) -> next.onErrorReturn(CircuitOpenException.class, "from elsewhere");
    assertThat(value(guarded(guard, fallback), op("a", counted()))).isEqualTo("from elsewhere");
    assertThat(calls).hasValue(0);
  }

  /** F21. */
  @Test
  void anOpenCircuitFailsTheOperationWithoutCallingTheWork() {
    Guard guard =
        new Guard("db", CircuitBreakerConfig.DEFAULTS.withThreshold(1), e -> Verdict.FAILURE);
    guard.begin().fail(new IllegalStateException());
    assertThat(error(guarded(guard), op("a", counted()))).isInstanceOf(CircuitOpenException.class);
    assertThat(calls).hasValue(0);
  }

  @Test
  void itsDelayIsNoResponseTimeOfTheResource() {
    Guard guard = new Guard("db", CircuitBreakerConfig.DEFAULTS, e -> Verdict.FAILURE);
    StepVerifier.withVirtualTime(
            () ->
                Fixtures.all(
                    guarded(guard, (i, next) -> Mono.delay(Duration.ofSeconds(9)).then(next)),
                    List.of(op("a", Mono.delay(Duration.ofSeconds(2))))))
        .thenAwait(Duration.ofSeconds(11))
        .expectNextCount(1)
        .verifyComplete();
    assertThat(guard.statistics().averageResponseTime()).isEqualTo(Duration.ofSeconds(2));
  }
}
