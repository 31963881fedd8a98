package dev.flexidb.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.test.scheduler.VirtualTimeScheduler;

class GuardStatisticsTest {

  private final Guard guard =
      new Guard(
          "shop",
          CircuitBreakerConfig.DEFAULTS.withThreshold(1),
          error ->
              switch (String.valueOf(error.getMessage())) {
                case "sql" -> Verdict.SUCCESS;
                case "full queue" -> Verdict.IGNORED;
                default -> Verdict.FAILURE;
              });

  private VirtualTimeScheduler time;

  @BeforeEach
  void stopTheTime() {
    time = VirtualTimeScheduler.getOrSet();
  }

  @AfterEach
  void letItRun() {
    VirtualTimeScheduler.reset();
  }

  private Guard.Call callOf(Duration duration) {
    Guard.Call call = guard.begin();
    time.advanceTimeBy(duration);
    return call;
  }

  @Test
  void startEmpty() {
    assertThat(guard.statistics())
        .isEqualTo(
            new GuardStatistics(0, 0, 0, Duration.ZERO, ResponseTimes.NONE, Optional.empty()));
  }

  @Test
  void everyCallLetThroughCounts() {
    guard.begin();
    guard.begin().succeed();
    guard.begin().cancel();
    guard.begin().fail(new Error("full queue"));
    guard.begin().fail(new Error("sql"));
    assertThat(guard.statistics().totalCalls()).isEqualTo(5);
  }

  @Test
  void anSqlErrorIsAFailedCall() {
    Error error = new Error("sql");
    guard.begin().fail(error);
    assertThat(guard.statistics().failedCalls()).isEqualTo(1);
    assertThat(guard.statistics().lastError()).containsSame(error);
  }

  @Test
  void cancelledAndIgnoredCallsHaveNotFailed() {
    guard.begin().cancel();
    guard.begin().fail(new Error("full queue"));
    assertThat(guard.statistics().failedCalls()).isZero();
    assertThat(guard.statistics().lastError()).isEmpty();
  }

  @Test
  void theResponseTimeIsAnAverageOverSuccessesAndFailures() {
    callOf(Duration.ofSeconds(1)).succeed();
    callOf(Duration.ofSeconds(3)).fail(new Error("sql"));
    callOf(Duration.ofSeconds(60)).cancel();
    callOf(Duration.ofSeconds(60)).fail(new Error("full queue"));
    assertThat(guard.statistics().averageResponseTime()).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void refusedCallsCountByThemselves() {
    guard.begin().fail(new Error("lost"));
    assertThatThrownBy(guard::begin).isInstanceOf(CircuitOpenException.class);
    assertThat(guard.statistics().refusedCalls()).isEqualTo(1);
    assertThat(guard.statistics().totalCalls()).isEqualTo(1);
  }

  @Test
  void theFirstEndOfACallIsItsOnlyOne() {
    Guard.Call call = callOf(Duration.ofSeconds(1));
    call.succeed();
    call.fail(new Error("sql"));
    call.cancel();
    GuardStatistics statistics = guard.statistics();
    assertThat(statistics.totalCalls()).isEqualTo(1);
    assertThat(statistics.failedCalls()).isZero();
    assertThat(statistics.averageResponseTime()).isEqualTo(Duration.ofSeconds(1));
    assertThat(statistics.lastError()).isEmpty();
  }

  @Test
  void percentilesAreOfTheCallsThatWereAnswered() {
    for (int i = 1; i <= 99; i++) {
      callOf(Duration.ofMillis(i)).succeed();
    }
    callOf(Duration.ofMillis(100)).fail(new Error("sql"));
    callOf(Duration.ofSeconds(9)).cancel();
    callOf(Duration.ofSeconds(9)).fail(new Error("full queue"));

    assertTimes(Duration.ofMillis(50), Duration.ofMillis(95), Duration.ofMillis(99));
  }

  @Test
  void percentilesAreOfTheLastMinuteOrTwo() {
    callOf(Duration.ofMillis(10)).succeed();
    time.advanceTimeBy(Duration.ofSeconds(70));
    assertTimes(Duration.ofMillis(10), Duration.ofMillis(10), Duration.ofMillis(10));
    callOf(Duration.ofMillis(90)).succeed();
    assertTimes(Duration.ofMillis(10), Duration.ofMillis(90), Duration.ofMillis(90));
    time.advanceTimeBy(Duration.ofMinutes(1));
    assertTimes(Duration.ofMillis(90), Duration.ofMillis(90), Duration.ofMillis(90));
    time.advanceTimeBy(Duration.ofMinutes(2));
    assertThat(guard.statistics().responseTimes()).isEqualTo(ResponseTimes.NONE);
  }

  @Test
  void aCallLongerThanAnHourCountsAsOneOfAnHour() {
    callOf(Duration.ofHours(30)).succeed();
    assertTimes(Duration.ofHours(1), Duration.ofHours(1), Duration.ofHours(1));
  }

  private void assertTimes(Duration p50, Duration p95, Duration p99) {
    ResponseTimes times = guard.statistics().responseTimes();
    assertThat(times.p50()).isCloseTo(p50, p50.dividedBy(100));
    assertThat(times.p95()).isCloseTo(p95, p95.dividedBy(100));
    assertThat(times.p99()).isCloseTo(p99, p99.dividedBy(100));
  }
}
