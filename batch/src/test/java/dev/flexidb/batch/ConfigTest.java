package dev.flexidb.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.time.Duration;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigTest {

  @Test
  void aBatchRunsAllAtOnceWithoutATimeoutUnlessTold() {
    assertThat(BatchOptions.DEFAULTS).isEqualTo(new BatchOptions(Integer.MAX_VALUE, null));
  }

  @Test
  void optionsChangeOneByOne() {
    assertThat(BatchOptions.DEFAULTS.withTimeout(Duration.ofSeconds(1)).withConcurrency(4))
        .isEqualTo(new BatchOptions(4, Duration.ofSeconds(1)));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
  void aConcurrencyBelowOneIsRefused(int concurrency) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BatchOptions.DEFAULTS.withConcurrency(concurrency))
        .withMessageStartingWith("concurrency is " + concurrency + ": give 1 or more");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT-1S", "PT8760H0.001S", "PT2562047788015215H"})
  void aTimeoutOutOfRangeIsRefused(Duration timeout) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BatchOptions.DEFAULTS.withTimeout(timeout))
        .withMessage(
            "timeout is "
                + timeout
                + ": give more than zero and at most 365 days, or null for no limit");
  }

  /** F21. */
  @Test
  void aCircuitOpensAfterFiveFailuresForThirtySecondsUnlessTold() {
    assertThat(CircuitBreakerConfig.DEFAULTS)
        .isEqualTo(new CircuitBreakerConfig(5, Duration.ofSeconds(30)));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -5, 10_001})
  void aThresholdOutOfRangeIsRefused(int threshold) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CircuitBreakerConfig.DEFAULTS.withThreshold(threshold))
        .withMessage(
            "circuit breaker threshold is " + threshold + ": give 1 to 10000 failures in a row");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT-1S", "PT0.000999S", "PT8760H0.001S"})
  void aResetTimeoutOutOfRangeIsRefused(Duration resetTimeout) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CircuitBreakerConfig.DEFAULTS.withResetTimeout(resetTimeout))
        .withMessage("circuit breaker resetTimeout is " + resetTimeout + ": give 1 ms to 365 days");
  }

  @Test
  @NullUnmarked
  void aMissingResetTimeoutIsNamed() {
    assertThatNullPointerException()
        .isThrownBy(() -> CircuitBreakerConfig.DEFAULTS.withResetTimeout(null))
        .withMessage("circuit breaker resetTimeout is null: give 1 ms to 365 days");
  }
}
