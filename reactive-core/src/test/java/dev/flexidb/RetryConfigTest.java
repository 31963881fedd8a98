package dev.flexidb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.error.ConnectFailedException;
import dev.flexidb.error.LoginRefusedException;
import dev.flexidb.pooling.ConnectionObserver;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;
import reactor.util.function.Tuple2;

@Isolated("turns the clock of all schedulers")
@DisplayName("F01, F19: connects with retry")
class RetryConfigTest implements ConnectionObserver {

  private static final RetryConfig CERTAIN = RetryConfig.DEFAULTS.withJitter(0);
  private final Throwable down =
      new ConnectFailedException("app", "db:5432", "refused", new IllegalStateException());

  private final AtomicInteger attempts = new AtomicInteger();
  private final List<String> told = new CopyOnWriteArrayList<>();

  private Mono<Object> failing(RetryConfig config, Throwable error) {
    return failing(config, error, Mono.never());
  }

  private Mono<Object> failing(RetryConfig config, Throwable error, Mono<Void> inVain) {
    return Mono.defer(
            () -> {
              attempts.incrementAndGet();
              return Mono.error(error);
            })
        .retryWhen(config.ofConnecting(this, inVain));
  }

  @Override
  public void connected() {}

  @Override
  public void connectFailed(Throwable error) {}

  @Override
  public void retrying(int attempt, Duration delay, Throwable error) {
    told.add("%d in %d ms".formatted(attempt, delay.toMillis()));
  }

  @Test
  @DisplayName("F20: each attempt that follows is told, with its number and its delay")
  void tellsOfEachAttemptThatFollows() {
    expectEnd(CERTAIN, Duration.ofSeconds(3));

    assertThat(told).containsExactly("2 in 1000 ms", "3 in 2000 ms");
  }

  private void expectEnd(RetryConfig config, Duration after) {
    StepVerifier.withVirtualTime(() -> failing(config, down))
        .expectSubscription()
        .expectNoEvent(after.minusMillis(1))
        .thenAwait(Duration.ofMillis(1))
        .verifyErrorSatisfies(error -> assertThat(error).isSameAs(down));
  }

  @Test
  void triesThreeTimesWaitingOneSecondAndThenTwo() {
    expectEnd(CERTAIN, Duration.ofSeconds(3));

    assertThat(attempts).hasValue(3);
  }

  @Test
  void anAttemptThatWouldBeInVainIsNotWaitedFor() {
    Sinks.Empty<Void> inVain = Sinks.empty();

    StepVerifier.withVirtualTime(() -> failing(CERTAIN, down, inVain.asMono()))
        .thenAwait(Duration.ofMillis(1_500))
        .then(() -> assertThat(attempts).hasValue(2))
        .then(inVain::tryEmitEmpty)
        .verifyErrorSatisfies(error -> assertThat(error).isSameAs(down));

    assertThat(attempts).hasValue(2);
    assertThat(told).containsExactly("2 in 1000 ms", "3 in 2000 ms");
  }

  @Test
  void anAttemptThatWouldBeInVainIsNotTold() {
    failing(CERTAIN, down, Mono.empty())
        .as(StepVerifier::create)
        .verifyErrorSatisfies(error -> assertThat(error).isSameAs(down));

    assertThat(attempts).hasValue(1);
    assertThat(told).isEmpty();
  }

  @Test
  void aFixedDelayStaysAsItIs() {
    expectEnd(CERTAIN.withBackoff(Backoff.FIXED).withAttempts(5), Duration.ofSeconds(4));

    assertThat(attempts).hasValue(5);
  }

  @Test
  void aDelayThatDoublesEndsAtThirtySeconds() {
    expectEnd(CERTAIN.withAttempts(8), Duration.ofSeconds(1 + 2 + 4 + 8 + 16 + 30 + 30));
  }

  @Test
  void aDelayThatIsLongerFromTheBeginningStaysAsItIs() {
    expectEnd(CERTAIN.withDelay(Duration.ofMinutes(1)), Duration.ofMinutes(2));
  }

  @Test
  void thereMayBeAttemptsWithoutEnd() {
    StepVerifier.withVirtualTime(() -> failing(CERTAIN.withAttempts(Integer.MAX_VALUE), down))
        .thenAwait(Duration.ofSeconds(1 + 2 + 4 + 8 + 16).plusSeconds(30L * 995))
        .then(() -> assertThat(attempts).hasValue(1001))
        .thenCancel()
        .verify();
  }

  @ParameterizedTest
  @EnumSource(Backoff.class)
  void jitterLeavesHalfOfEachDelayToChance(Backoff backoff) {
    expectDelays(RetryConfig.DEFAULTS.withBackoff(backoff), 500, 1_500);
  }

  @Test
  void jitterLeavesNoDelayAboveThirtySeconds() {
    expectDelays(RetryConfig.DEFAULTS.withDelay(Duration.ofSeconds(30)), 15_000, 30_000);
  }

  @Test
  void jitterLeavesAllOfAFixedDelayToChance() {
    expectDelays(RetryConfig.DEFAULTS.withBackoff(Backoff.FIXED).withJitter(1), 0, 2_000);
  }

  /** Of so many delays some are in the lower half of what may be and some in the upper one. */
  private void expectDelays(RetryConfig config, long least, long most) {
    long middle = (least + most) / 2;
    StepVerifier.withVirtualTime(
            () ->
                Flux.range(0, 60)
                    .concatMap(i -> failing(config.withAttempts(2), down).onErrorReturn(i))
                    .elapsed()
                    .map(Tuple2::getT1)
                    .collectList())
        .thenAwait(Duration.ofHours(1))
        .assertNext(
            delays ->
                assertThat(delays)
                    .allSatisfy(delay -> assertThat(delay).isBetween(least, most))
                    .anySatisfy(delay -> assertThat(delay).isLessThan(middle))
                    .anySatisfy(delay -> assertThat(delay).isGreaterThan(middle)))
        .verifyComplete();
  }

  @Test
  void knowsHowLongAllAttemptsMayTake() {
    Duration limit = Duration.ofSeconds(5);

    assertThat(RetryConfig.NONE.longest(limit)).isEqualTo(limit);
    assertThat(RetryConfig.DEFAULTS.longest(limit)).isEqualTo(Duration.ofMillis(19_500));
    assertThat(CERTAIN.withBackoff(Backoff.FIXED).withAttempts(100).longest(limit))
        .isEqualTo(Duration.ofSeconds(100 * 5 + 99));
    assertThat(CERTAIN.withAttempts(100).longest(limit))
        .isEqualTo(Duration.ofSeconds(100 * 5 + 1 + 2 + 4 + 8 + 16 + 94 * 30));
  }

  @Test
  void oneAttemptIsNeverRepeated() {
    failing(RetryConfig.NONE, down)
        .as(StepVerifier::create)
        .verifyErrorSatisfies(error -> assertThat(error).isSameAs(down));

    assertThat(attempts).hasValue(1);
  }

  @Test
  void aRefusedLoginIsNeverRepeated() {
    Throwable refused =
        new LoginRefusedException("app", "db", "no", "28P01", new IllegalStateException());

    failing(CERTAIN, refused).as(StepVerifier::create).verifyError(LoginRefusedException.class);

    assertThat(attempts).hasValue(1);
  }
}
