package dev.flexidb.batch;

import static dev.flexidb.batch.Fixtures.all;
import static dev.flexidb.batch.Fixtures.calling;
import static dev.flexidb.batch.Fixtures.fanout;
import static dev.flexidb.batch.Fixtures.op;
import static dev.flexidb.batch.Fixtures.settled;
import static dev.flexidb.batch.Fixtures.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class BatchValuesTest {

  /** F07. */
  @Test
  void givesTheSameKeysBackInTheOrderAsked() {
    StepVerifier.withVirtualTime(
            () ->
                all(
                    fanout(),
                    List.of(
                        op("slow", Mono.just(1).delayElement(Duration.ofSeconds(2))),
                        op("fast", Mono.just(2)),
                        op("medium", Mono.just(3).delayElement(Duration.ofSeconds(1))))))
        .thenAwait(Duration.ofSeconds(2))
        .assertNext(
            result ->
                assertThat(result.asMap())
                    .containsExactly(entry("slow", 1), entry("fast", 2), entry("medium", 3)))
        .verifyComplete();
  }

  /** F07. */
  @Test
  void settledGivesAnOutcomeForEachKeyInTheOrderAsked() {
    settled(
            fanout(),
            List.of(
                op("b", Mono.just(1)),
                op("a", Mono.error(new IllegalStateException("broken"))),
                op("c", Mono.empty())))
        .as(StepVerifier::create)
        .assertNext(
            outcomes -> {
              assertThat(outcomes).containsOnlyKeys("b", "a", "c");
              assertThat(outcomes.keySet()).containsExactly("b", "a", "c");
              assertThat(value(outcomes, "b")).isEqualTo(1);
              assertThat(Fixtures.error(outcomes, "a")).hasMessage("broken");
              assertThat(value(outcomes, "c")).isNull();
            })
        .verifyComplete();
  }

  @Test
  void operationsRunInParallel() {
    StepVerifier.withVirtualTime(
            () ->
                all(
                    fanout(),
                    List.of(
                        op("a", Mono.delay(Duration.ofSeconds(1))),
                        op("b", Mono.delay(Duration.ofSeconds(1))))))
        .expectSubscription()
        .expectNoEvent(Duration.ofMillis(999))
        .thenAwait(Duration.ofMillis(1))
        .expectNextCount(1)
        .verifyComplete();
  }

  @Test
  void aFluxGivesAList() {
    all(fanout(), List.of(op("rows", Flux.just(1, 2, 3))))
        .map(result -> result.list("rows", Integer.class))
        .as(StepVerifier::create)
        .expectNext(List.of(1, 2, 3))
        .verifyComplete();
  }

  @Test
  void anEmptyFluxGivesAnEmptyList() {
    all(fanout(), List.of(op("rows", Flux.empty())))
        .map(result -> result.list("rows", Integer.class))
        .as(StepVerifier::create)
        .expectNext(List.of())
        .verifyComplete();
  }

  @Test
  void anyOtherPublisherGivesAList() {
    Publisher<Integer> plain = subscriber -> Mono.just(7).subscribe(subscriber);
    all(fanout(), List.of(op("plain", plain)))
        .map(result -> result.get("plain"))
        .as(StepVerifier::create)
        .expectNext(List.of(7))
        .verifyComplete();
  }

  @Test
  void theListOfAFluxCannotBeChanged() {
    all(fanout(), List.of(op("rows", Flux.just(1))))
        .doOnNext(result -> ((List<?>) result.get("rows")).clear())
        .as(StepVerifier::create)
        .verifyError(UnsupportedOperationException.class);
  }

  @Test
  void anEmptyBatchCompletesWithAnEmptyResult() {
    all(fanout(), List.of())
        .as(StepVerifier::create)
        .assertNext(result -> assertThat(result.asMap()).isEmpty())
        .verifyComplete();
  }

  @Test
  void anEmptySettledBatchCompletesWithNoOutcomes() {
    settled(fanout(), List.of())
        .as(StepVerifier::create)
        .assertNext(outcomes -> assertThat(outcomes).isEmpty())
        .verifyComplete();
  }

  @Test
  void oneResourceCanBeAskedTwiceUnderTwoLabels() {
    Operation<String> first = new Operation<>("first", "users", db -> Mono.just(db + 1));
    Operation<String> second = new Operation<>("second", "users", db -> Mono.just(db + 2));
    all(fanout(), List.of(first, second))
        .as(StepVerifier::create)
        .assertNext(
            result ->
                assertThat(result.asMap())
                    .containsExactly(entry("first", "users1"), entry("second", "users2")))
        .verifyComplete();
  }

  @Test
  void nothingRunsBeforeTheSubscription() {
    AtomicInteger calls = new AtomicInteger();
    Mono<BatchResult> batch =
        all(fanout(), List.of(calling("a", db -> Mono.just(calls.incrementAndGet()))));
    assertThat(calls).hasValue(0);
    batch.as(StepVerifier::create).expectNextCount(1).verifyComplete();
    assertThat(calls).hasValue(1);
  }

  @Test
  void aSecondSubscriptionRunsEverythingAnew() {
    AtomicInteger calls = new AtomicInteger();
    all(fanout(), List.of(calling("a", db -> Mono.just(calls.incrementAndGet()))))
        .map(result -> result.get("a"))
        .repeat(1)
        .as(StepVerifier::create)
        .expectNext(1, 2)
        .verifyComplete();
  }

  @Test
  void operationsStartInTheOrderGiven() {
    List<String> started = new ArrayList<>();
    all(
            fanout(),
            List.of("c", "a", "b").stream()
                .map(
                    label ->
                        calling(
                            label,
                            db -> {
                              started.add(label);
                              return Mono.empty();
                            }))
                .toList())
        .as(StepVerifier::create)
        .expectNextCount(1)
        .verifyComplete();
    assertThat(started).containsExactly("c", "a", "b");
  }
}
