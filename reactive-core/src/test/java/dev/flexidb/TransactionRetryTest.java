package dev.flexidb;

import static dev.flexidb.Deadline.withDeadline;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

@Isolated("turns the clock of all schedulers")
@DisplayName("F19: how often a transaction runs")
class TransactionRetryTest {

  private static final TransactionRetry CERTAIN = TransactionRetry.DEFAULTS.withJitter(0);
  private final AtomicInteger runs = new AtomicInteger();
  private final Throwable conflict = new IllegalStateException("conflict");

  private Mono<Object> failing(TransactionRetry retry, boolean mayPass) {
    return Mono.defer(
            () -> {
              runs.incrementAndGet();
              return Mono.error(conflict);
            })
        .retryWhen(retry.of(error -> mayPass));
  }

  private void expectEnd(Mono<Object> work) {
    StepVerifier.create(work).verifyErrorSatisfies(error -> assertThat(error).isSameAs(conflict));
  }

  @Test
  void waitsTwiceAsLongEachTime() {
    StepVerifier.withVirtualTime(() -> failing(CERTAIN, true))
        .expectSubscription()
        .expectNoEvent(Duration.ofMillis(20 + 40 + 80 + 160 - 1))
        .thenAwait(Duration.ofMillis(1))
        .verifyErrorSatisfies(error -> assertThat(error).isSameAs(conflict));
    assertThat(runs).hasValue(5);
  }

  @Test
  void waitsNoLongerThanASecond() {
    StepVerifier.withVirtualTime(
            () -> failing(CERTAIN.withDelay(Duration.ofMillis(500)).withAttempts(4), true))
        .expectSubscription()
        .expectNoEvent(Duration.ofMillis(500 + 1_000 + 1_000 - 1))
        .thenAwait(Duration.ofMillis(1))
        .verifyError();
  }

  @Test
  void aDeadlineThatLeavesNoTimeEndsIt() {
    expectEnd(
        failing(CERTAIN.withDelay(Duration.ofHours(1)), true)
            .contextWrite(withDeadline(Duration.ofMinutes(1))));
    assertThat(runs).hasValue(1);
  }

  @Test
  void whatCannotPassRunsOnce() {
    expectEnd(failing(CERTAIN, false));
    assertThat(runs).hasValue(1);
  }

  @Test
  void oneAttemptIsNeverRepeated() {
    expectEnd(failing(CERTAIN.withAttempts(1), true));
    assertThat(runs).hasValue(1);
  }
}
