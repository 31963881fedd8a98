package dev.flexidb.batch;

import static dev.flexidb.batch.Fixtures.all;
import static dev.flexidb.batch.Fixtures.fanout;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** A label is what its user makes it; a message stays one line, in one direction. */
class LabelsInMessagesTest {

  private static final String HOSTILE = "a\nb\u2029c\u202ed";
  private static final String SHOWN = "'a\\u000ab\\u2029c\\u202ed'";

  private static Operation<String> hostile(Publisher<?> work) {
    return new Operation<>(HOSTILE, HOSTILE, resource -> work);
  }

  private static void expectSafe(Throwable error) {
    assertThat(error.getMessage()).contains(SHOWN).doesNotContain("\n", "\u2029", "\u202e");
  }

  @Test
  void ofABatchThatFailed() {
    all(fanout(), List.of(hostile(Mono.error(new IllegalStateException()))))
        .as(StepVerifier::create)
        .verifyErrorSatisfies(
            error -> {
              expectSafe(error);
              assertThat(((BatchFailedException) error).label()).isEqualTo(HOSTILE);
              assertThat(((BatchFailedException) error).name()).isEqualTo(HOSTILE);
            });
  }

  @Test
  void ofAnOperationThatTookTooLong() {
    StepVerifier.withVirtualTime(
            () ->
                fanout()
                    .settled(
                        List.of(hostile(Mono.never())),
                        BatchOptions.DEFAULTS.withTimeout(Duration.ofSeconds(1))))
        .thenAwait(Duration.ofSeconds(1))
        .assertNext(outcomes -> expectSafe(Fixtures.error(outcomes, HOSTILE)))
        .verifyComplete();
  }

  @Test
  void ofALabelThatStandsTwice() {
    all(fanout(), List.of(hostile(Mono.never()), hostile(Mono.never())))
        .as(StepVerifier::create)
        .verifyErrorSatisfies(LabelsInMessagesTest::expectSafe);
  }

  @Test
  void ofAResult() {
    BatchResult result = new BatchResult(Map.of(HOSTILE, "x"));

    expectSafe(catchThrowable(() -> new BatchResult(Map.of()).get(HOSTILE)));
    expectSafe(catchThrowable(() -> result.get(HOSTILE, Long.class)));
    expectSafe(catchThrowable(() -> result.list(HOSTILE, Long.class)));
    assertThat(result).asString().doesNotContain("\n", "\u2029", "\u202e");
  }

  @Test
  void aLongOneIsCut() {
    assertThat(catchThrowable(() -> new BatchResult(Map.of()).get("x".repeat(100))))
        .hasMessageContaining("'" + "x".repeat(80) + "…'");
  }
}
