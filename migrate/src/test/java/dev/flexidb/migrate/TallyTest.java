package dev.flexidb.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flexidb.error.InvalidConfigurationException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How long the rest will take, how long is waited in between, and for what. */
class TallyTest {

  private static final MigrationOptions OPTIONS = MigrationOptions.DEFAULTS.withConcurrency(4);

  /** The first one, to which everything is new, says nothing of the others. */
  @Test
  void theRestIsToldByTheOthersOfLate() {
    Tally tally = new Tally(5_000, 5_000, OPTIONS);

    assertThat(tally.applied(Duration.ofSeconds(2)).left()).isEmpty();
    assertThat(tally.applied(Duration.ofMillis(10)).left())
        .contains(Duration.ofMillis(4_998 * 10 / 4));
    for (int i = 0; i < 200; i++) {
      tally.applied(Duration.ofMillis(20));
    }
    assertThat(tally.progress().left().orElseThrow())
        .isBetween(Duration.ofMillis(23_900), Duration.ofMillis(23_990));
  }

  @Test
  void whereNothingIsLeftThatIsKnown() {
    assertThat(new Tally(1, 1, OPTIONS).applied(Duration.ofSeconds(1)).left())
        .contains(Duration.ZERO);
  }

  /** Many attempts are not years apart. */
  @Test
  void pausesDoNotGrowForEver() {
    assertThat(FleetRun.attempts(100).maxBackoff).isLessThanOrEqualTo(Duration.ofSeconds(10));
  }

  /** What a server could not be told is refused at once. */
  @Test
  void aLockTimeoutFitsTheServer() {
    for (Duration wrong :
        new Duration[] {Duration.ZERO, Duration.ofDays(25), Duration.ofSeconds(Long.MAX_VALUE)}) {
      assertThatThrownBy(() -> OPTIONS.withLockTimeout(wrong))
          .isInstanceOf(InvalidConfigurationException.class)
          .hasMessageContaining("lockTimeout");
    }
  }
}
