package dev.flexidb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.flexidb.error.InvalidConfigurationException;
import io.r2dbc.spi.test.MockConnectionFactory;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import reactor.test.scheduler.VirtualTimeScheduler;

@Isolated("turns the clock of all schedulers")
class FailedBuildTest {

  private final VirtualTimeScheduler clock = VirtualTimeScheduler.getOrSet();

  @AfterEach
  void giveTheClockBack() {
    VirtualTimeScheduler.reset();
  }

  @Test
  void aBuildThatFailsLeavesNoPoolBehind() {
    DatabaseConfig fit = DatabaseConfig.of(MockConnectionFactory.empty());
    ReactiveFlexiDb.Builder builder =
        ReactiveFlexiDb.builder()
            .database("one", fit)
            .database("two", fit)
            .database("unfit", fit.withTenancy(Tenancy.schemaPerTenant()));

    assertThatExceptionOfType(InvalidConfigurationException.class).isThrownBy(builder::build);
    clock.advanceTimeBy(Duration.ofDays(1));
    long tasks = clock.getScheduledTaskCount();
    clock.advanceTimeBy(Duration.ofDays(1));

    assertThat(clock.getScheduledTaskCount()).isEqualTo(tasks);
  }
}
