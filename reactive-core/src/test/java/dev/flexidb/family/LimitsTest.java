package dev.flexidb.family;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LimitsTest {

  private static final Duration YEAR = Duration.ofDays(365);

  @Test
  void theLongestIsAYear() {
    assertThat(Limits.NONE.withStatement(YEAR).withLockWait(YEAR))
        .isEqualTo(new Limits(YEAR, YEAR, null, false));
  }

  @Test
  void aLongerOneIsRefused() {
    Duration forever = ChronoUnit.FOREVER.getDuration();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Limits.NONE.withStatement(YEAR.plusNanos(1)))
        .withMessage("timeout must be at most 365 days, and is PT8760H0.000000001S");
    assertThatIllegalArgumentException().isThrownBy(() -> Limits.NONE.withLockWait(forever));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 999_999, 1_000_000})
  void lessThanAMillisecondIsNeverNoLimit(long nanos) {
    assertThat(Limits.millis(Duration.ofNanos(nanos))).isEqualTo(1);
  }
}
