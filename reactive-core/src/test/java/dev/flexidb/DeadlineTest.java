package dev.flexidb;

import static dev.flexidb.Deadline.timeLeft;
import static dev.flexidb.Deadline.withDeadline;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flexidb.error.InvalidConfigurationException;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;
import reactor.util.context.Context;

@Isolated("turns the clock of all schedulers")
@DisplayName("a deadline in the Context")
class DeadlineTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  private static Mono<Duration> left() {
    return Mono.deferContextual(context -> Mono.justOrEmpty(timeLeft(context)));
  }

  @Test
  void beginsWithTheSubscription() {
    StepVerifier.withVirtualTime(
            () ->
                Mono.delay(SECOND)
                    .then(
                        Mono.delay(SECOND.dividedBy(4))
                            .then(left())
                            .contextWrite(withDeadline(SECOND))))
        .thenAwait(SECOND.multipliedBy(2))
        .expectNext(SECOND.multipliedBy(3).dividedBy(4))
        .verifyComplete();
  }

  @Test
  void aNestedOneShortensItAndNeverMore() {
    VirtualTimeScheduler.getOrSet();
    try {
      Mono<Duration> longer = left().contextWrite(withDeadline(SECOND.multipliedBy(9)));
      Mono<Duration> shorter = left().contextWrite(withDeadline(SECOND.dividedBy(9)));

      assertThat(longer.contextWrite(withDeadline(SECOND)).block()).isEqualTo(SECOND);
      assertThat(shorter.contextWrite(withDeadline(SECOND)).block()).isEqualTo(SECOND.dividedBy(9));
    } finally {
      VirtualTimeScheduler.reset();
    }
  }

  @Test
  void nothingIsLeftOfOneThatPassed() {
    StepVerifier.withVirtualTime(
            () ->
                Mono.delay(SECOND.multipliedBy(2)).then(left()).contextWrite(withDeadline(SECOND)))
        .thenAwait(SECOND.multipliedBy(2))
        .expectNext(Duration.ZERO)
        .verifyComplete();
  }

  @Test
  void thereMayBeNone() {
    assertThat(timeLeft(Context.empty())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 0, 366L * 24 * 3_600_000})
  void oneThatIsUnfitIsRefusedAtOnce(long millis) {
    assertThatThrownBy(() -> withDeadline(Duration.ofMillis(millis)))
        .isInstanceOf(InvalidConfigurationException.class)
        .hasMessageContaining("deadline is")
        .hasMessageContaining("it must be from 1 ms to 365 days");
  }
}
