package dev.flexidb.batch;

import static dev.flexidb.batch.Fixtures.op;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** What is checked before anything starts. */
class BatchPlanTest {

  private final AtomicInteger started = new AtomicInteger();
  private final List<String> lookedUp = new ArrayList<>();
  private final Fanout<String> fanout = new Fanout<>(this::target, Fixtures::noAttributes);

  private Target<String> target(String name) {
    lookedUp.add(name);
    if (name.equals("unknown")) {
      throw new IllegalArgumentException("No database 'unknown'");
    }
    return new Target<>(name, null, List.of());
  }

  private Operation<String> on(String label, String name) {
    return new Operation<>(label, name, db -> Mono.just(started.incrementAndGet()));
  }

  /** F07. */
  @Test
  void anUnknownNameIsAnErrorBeforeAnythingStarts() {
    fanout
        .all(List.of(on("a", "db"), on("b", "unknown")), BatchOptions.DEFAULTS)
        .as(StepVerifier::create)
        .verifyErrorMessage("No database 'unknown'");
    assertThat(started).hasValue(0);
  }

  /** F07. */
  @Test
  void anUnknownNameIsAnErrorOfASettledBatchToo() {
    fanout
        .settled(List.of(on("a", "db"), on("b", "unknown")), BatchOptions.DEFAULTS)
        .as(StepVerifier::create)
        .verifyErrorMessage("No database 'unknown'");
    assertThat(started).hasValue(0);
  }

  @Test
  void aLabelGivenTwiceIsAnErrorBeforeAnythingStarts() {
    fanout
        .all(List.of(on("a", "db"), on("a", "other")), BatchOptions.DEFAULTS)
        .as(StepVerifier::create)
        .verifyErrorMessage(
            "Label 'a' stands twice in the batch: give each operation a label of its own");
    assertThat(started).hasValue(0);
  }

  @Test
  void namesAreLookedUpOnceABatchAndNotBeforeTheSubscription() {
    Mono<BatchResult> batch =
        fanout.all(List.of(on("a", "db"), on("b", "db"), on("c", "x")), BatchOptions.DEFAULTS);
    assertThat(lookedUp).isEmpty();
    batch.as(StepVerifier::create).expectNextCount(1).verifyComplete();
    assertThat(lookedUp).containsExactly("db", "x");
  }

  @Test
  void laterChangesToTheCollectionDoNotReachTheBatch() {
    List<Operation<String>> operations = new ArrayList<>(List.of(op("a", Mono.just(1))));
    Mono<BatchResult> batch = fanout.all(operations, BatchOptions.DEFAULTS);
    operations.clear();
    batch
        .as(StepVerifier::create)
        .assertNext(result -> assertThat(result.asMap()).containsOnlyKeys("a"))
        .verifyComplete();
  }
}
