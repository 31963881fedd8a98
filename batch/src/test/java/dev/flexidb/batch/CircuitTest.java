package dev.flexidb.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.test.scheduler.VirtualTimeScheduler;

/** F21: 5 failures in a row open the circuit for 30 s; then one trial call decides. */
class CircuitTest {

  private static final Duration RESET = Duration.ofSeconds(30);

  private final TestClock clock = new TestClock();
  private final Guard guard = guard(CircuitBreakerConfig.DEFAULTS);

  private Guard guard(CircuitBreakerConfig config) {
    return new Guard("shop", config, CircuitTest::classify, (before, now) -> {}, clock);
  }

  private static Verdict classify(Throwable error) {
    return switch (String.valueOf(error.getMessage())) {
      case "sql" -> Verdict.SUCCESS;
      case "full queue" -> Verdict.IGNORED;
      case "classifier" -> throw new IllegalStateException("broken classifier");
      default -> Verdict.FAILURE;
    };
  }

  private void fail(int times) {
    Stream.generate(guard::begin).limit(times).forEach(call -> call.fail(new Error("lost")));
  }

  private void openAndWait() {
    fail(5);
    clock.advance(RESET);
  }

  @Test
  void fiveFailuresInARowOpenIt() {
    fail(4);
    assertThat(guard.state()).isEqualTo(CircuitState.CLOSED);
    fail(1);
    assertThat(guard.state()).isEqualTo(CircuitState.OPEN);
  }

  @Test
  void aTrialIsOverWithItsFirstAnswer() {
    openAndWait();
    Guard.Call trial = guard.begin();

    trial.answered();

    assertThat(guard.state()).isEqualTo(CircuitState.CLOSED);
    trial.fail(new Error("lost"));
    assertThat(guard.state()).isEqualTo(CircuitState.CLOSED);
    assertThat(guard.statistics().failedCalls()).isEqualTo(6);
  }

  @Test
  void whoWasLetThroughBeforeItOpenedIsOvertakenUntilItCloses() {
    Guard.Call waiting = guard.begin();
    assertThat(waiting.isOvertaken()).isFalse();

    openAndWait();
    assertThat(waiting.isOvertaken()).isTrue();
    Guard.Call trial = guard.begin();
    assertThat(trial.isOvertaken()).isFalse();
    assertThat(waiting.isOvertaken()).as("half-open").isTrue();

    trial.succeed();
    assertThat(waiting.isOvertaken()).isFalse();
  }

  @Test
  void whoIsOvertakenAndRefusedHasNotFailed() {
    Guard.Call waiting = guard.begin();
    openAndWait();
    Guard.Call trial = guard.begin();

    waiting.fail(guard.refusal());

    assertThat(guard.statistics().failedCalls()).isEqualTo(5);
    assertThat(guard.statistics().refusedCalls()).isEqualTo(1);
    assertThat(guard.state()).isEqualTo(CircuitState.HALF_OPEN);
    trial.succeed();
    assertThat(guard.state()).isEqualTo(CircuitState.CLOSED);
  }

  @Test
  void whatHasAnsweredSaysNothingOfTheNextTrial() {
    openAndWait();
    Guard.Call old = guard.begin();
    old.answered();
    openAndWait();
    Guard.Call trial = guard.begin();

    old.answered();
    old.succeed();

    assertThat(guard.state()).isEqualTo(CircuitState.HALF_OPEN);
    trial.succeed();
    assertThat(guard.state()).isEqualTo(CircuitState.CLOSED);
  }

  @Test
  void anAnswerAmongOthersCountsForNothing() {
    fail(4);
    guard.begin().answered();
    fail(1);
    assertThat(guard.state()).isEqualTo(CircuitState.OPEN);
  }

  @Test
  void aSuccessInBetweenStartsTheCountAnew() {
    fail(4);
    guard.begin().succeed();
    fail(4);
    assertThat(guard.state()).isEqualTo(CircuitState.CLOSED);
  }

  @Test
  void failuresAfterManySuccessesOpenItAsSoon() {
    Stream.generate(guard::begin).limit(1_000).forEach(Guard.Call::succeed);
    fail(5);
    assertThat(guard.state()).isEqualTo(CircuitState.OPEN);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 10_000})
  void theThresholdIsExact(int threshold) {
    Guard guard = guard(CircuitBreakerConfig.DEFAULTS.withThreshold(threshold));
    for (int i = 0; i < 3; i++) {
      guard.begin().succeed();
    }
    for (int i = 1; i < threshold; i++) {
      guard.begin().fail(new Error("lost"));
    }
    assertThat(guard.state()).isEqualTo(CircuitState.CLOSED);
    guard.begin().fail(new Error("lost"));
    assertThat(guard.state()).isEqualTo(CircuitState.OPEN);
  }

  @Test
  void sqlErrorsDoNotCount() {
    fail(4);
    guard.begin().fail(new Error("sql"));
    fail(4);
    assertThat(guard.state()).isEqualTo(CircuitState.CLOSED);
  }

  @Test
  void cancelledCallsDoNotCountEitherWay() {
    fail(4);
    guard.begin().cancel();
    assertThat(guard.state()).isEqualTo(CircuitState.CLOSED);
    fail(1);
    assertThat(guard.state()).isEqualTo(CircuitState.OPEN);
  }

  @Test
  void ignoredErrorsDoNotCountEitherWay() {
    fail(4);
    guard.begin().fail(new Error("full queue"));
    assertThat(guard.state()).isEqualTo(CircuitState.CLOSED);
    fail(1);
    assertThat(guard.state()).isEqualTo(CircuitState.OPEN);
  }

  @Test
  void slowCallsDoNotOpenIt() {
    VirtualTimeScheduler time = VirtualTimeScheduler.getOrSet();
    try {
      for (int i = 0; i < 10; i++) {
        Guard.Call call = guard.begin();
        time.advanceTimeBy(Duration.ofHours(1));
        call.succeed();
      }
    } finally {
      VirtualTimeScheduler.reset();
    }
    assertThat(guard.state()).isEqualTo(CircuitState.CLOSED);
  }

  @Test
  void anErrorThatBreaksTheClassifierIsAFailure() {
    fail(4);
    guard.begin().fail(new Error("classifier"));
    assertThat(guard.state()).isEqualTo(CircuitState.OPEN);
  }

  @Test
  void aWrapperWithoutACauseIsCounted() {
    fail(4);
    guard.begin().fail(new CompletionException(null, null));
    assertThat(guard.state()).isEqualTo(CircuitState.OPEN);
  }

  @Test
  void whileOpenCallsAreRefusedAndToldWhenToComeBack() {
    fail(5);
    Instant opened = clock.instant();
    clock.advance(Duration.ofSeconds(12));
    CircuitOpenException refused = catchThrowableOfType(CircuitOpenException.class, guard::begin);
    assertThat(refused.name()).isEqualTo("shop");
    assertThat(refused.since()).isEqualTo(opened);
    assertThat(refused.retryAfter()).isEqualTo(Duration.ofSeconds(18));
    assertThat(refused)
        .hasMessage(
            "Circuit of 'shop' is open since 2026-01-01T00:00:00Z: nothing was sent; a trial call is let through in 18000 ms at the latest");
  }

  @Test
  void itStaysOpenToTheLastMoment() {
    fail(5);
    clock.advance(RESET.minusNanos(1));
    assertThatThrownBy(guard::begin).isInstanceOf(CircuitOpenException.class);
  }

  @Test
  void aCallAfterTheResetTimeoutIsATrial() {
    openAndWait();
    guard.begin();
    assertThat(guard.state()).isEqualTo(CircuitState.HALF_OPEN);
  }

  @Test
  void onlyOneTrialIsUnderWayAtATime() {
    openAndWait();
    guard.begin();
    CircuitOpenException refused = catchThrowableOfType(CircuitOpenException.class, guard::begin);
    assertThat(refused.retryAfter()).isZero();
    assertThat(refused).hasMessageContaining("a trial call is under way");
  }

  @Test
  void aTrialThatSucceedsClosesIt() {
    openAndWait();
    guard.begin().succeed();
    assertThat(guard.state()).isEqualTo(CircuitState.CLOSED);
  }

  @Test
  void aTrialThatEndsInAnSqlErrorClosesIt() {
    openAndWait();
    guard.begin().fail(new Error("sql"));
    assertThat(guard.state()).isEqualTo(CircuitState.CLOSED);
  }

  @Test
  void aTrialThatFailsOpensItForAnotherResetTimeout() {
    openAndWait();
    Guard.Call trial = guard.begin();
    clock.advance(Duration.ofSeconds(5));
    trial.fail(new Error("lost"));
    CircuitOpenException refused = catchThrowableOfType(CircuitOpenException.class, guard::begin);
    assertThat(refused.since()).isEqualTo(clock.instant());
    assertThat(refused.retryAfter()).isEqualTo(RESET);
  }

  @Test
  void afterATrialThatWasCancelledTheNextCallIsOne() {
    openAndWait();
    guard.begin().cancel();
    guard.begin().succeed();
    assertThat(guard.state()).isEqualTo(CircuitState.CLOSED);
  }

  @Test
  void afterATrialThatSaysNothingTheNextCallIsOne() {
    openAndWait();
    guard.begin().fail(new Error("full queue"));
    guard.begin().succeed();
    assertThat(guard.state()).isEqualTo(CircuitState.CLOSED);
  }

  @Test
  void aTrialThatNeverEndsKeepsNobodyOutForLongerThanTheResetTimeout() {
    openAndWait();
    Guard.Call stuck = guard.begin();
    clock.advance(RESET.minusNanos(1));
    assertThatThrownBy(guard::begin).isInstanceOf(CircuitOpenException.class);
    clock.advance(Duration.ofNanos(1));

    Guard.Call next = guard.begin();

    assertThatThrownBy(guard::begin).isInstanceOf(CircuitOpenException.class);
    stuck.fail(new Error("lost"));
    assertThat(guard.state()).isEqualTo(CircuitState.HALF_OPEN);
    assertThatThrownBy(guard::begin).isInstanceOf(CircuitOpenException.class);
    next.succeed();
    assertThat(guard.state()).isEqualTo(CircuitState.CLOSED);
  }

  @Test
  void aTrialThatWasGivenUpGivesNoSecondPermission() {
    openAndWait();
    Guard.Call stuck = guard.begin();
    clock.advance(RESET);
    guard.begin();
    stuck.cancel();
    assertThatThrownBy(guard::begin).isInstanceOf(CircuitOpenException.class);
  }

  @Test
  void aTrialThatIsEndedTwiceGivesOnePermission() {
    openAndWait();
    Guard.Call trial = guard.begin();
    trial.cancel();
    trial.cancel();
    guard.begin();
    assertThatThrownBy(guard::begin).isInstanceOf(CircuitOpenException.class);
  }

  @Test
  void aCallFromBeforeItOpenedDoesNotCloseIt() {
    Guard.Call old = guard.begin();
    openAndWait();
    guard.begin();
    old.succeed();
    assertThat(guard.state()).isEqualTo(CircuitState.HALF_OPEN);
  }

  @Test
  void aCallFromBeforeItOpenedDoesNotOpenItAgain() {
    Guard.Call old = guard.begin();
    openAndWait();
    guard.begin();
    old.fail(new Error("lost"));
    assertThat(guard.state()).isEqualTo(CircuitState.HALF_OPEN);
  }

  @Test
  void callsFromBeforeItOpenedDoNotOpenItAgainOnceItHasClosed() {
    List<Guard.Call> hung = Stream.generate(guard::begin).limit(5).toList();
    openAndWait();
    guard.begin().succeed();

    hung.forEach(call -> call.fail(new Error("lost")));
    assertThat(guard.state()).isEqualTo(CircuitState.CLOSED);

    fail(5);
    assertThat(guard.state()).isEqualTo(CircuitState.OPEN);
  }

  @Test
  void cancellingACallFromBeforeItOpenedAllowsNoSecondTrial() {
    Guard.Call old = guard.begin();
    openAndWait();
    guard.begin();
    old.cancel();
    assertThatThrownBy(guard::begin).isInstanceOf(CircuitOpenException.class);
  }

  @Test
  void failuresOfCallsThatWereUnderWayWhenItOpenedDoNotProlongIt() {
    Guard.Call old = guard.begin();
    fail(5);
    clock.advance(Duration.ofSeconds(20));
    old.fail(new Error("lost"));
    assertThat(catchThrowableOfType(CircuitOpenException.class, guard::begin).retryAfter())
        .isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void aCallThatJoinsIsNotRefusedWhileOpen() {
    fail(5);
    guard.join().succeed();
    assertThat(guard.state()).isEqualTo(CircuitState.OPEN);
    assertThat(guard.statistics().totalCalls()).isEqualTo(6);
  }

  @Test
  void aCallThatJoinsCountsWhileClosed() {
    fail(4);
    guard.join().fail(new Error("lost"));
    assertThat(guard.state()).isEqualTo(CircuitState.OPEN);
  }

  @Test
  void aCallThatJoinsDuringATrialDecidesNothing() {
    openAndWait();
    guard.begin();
    guard.join().succeed();
    guard.join().fail(new Error("lost"));
    guard.join().cancel();
    assertThat(guard.state()).isEqualTo(CircuitState.HALF_OPEN);
    assertThatThrownBy(guard::begin).isInstanceOf(CircuitOpenException.class);
  }
}
