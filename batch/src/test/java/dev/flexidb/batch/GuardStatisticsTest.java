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
        .isEqualTo(new GuardStatistics(0, 0, 0, Duration.ZERO, Optional.empty()));
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
    assertThat(guard.statistics())
        .isEqualTo(new GuardStatistics(1, 0, 0, Duration.ofSeconds(1), Optional.empty()));
  }
}
