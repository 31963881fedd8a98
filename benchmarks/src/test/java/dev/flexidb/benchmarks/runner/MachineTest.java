package dev.flexidb.benchmarks.runner;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MachineTest {

  @Test
  void isDescribedInOneLine() {
    assertThat(Machine.description())
        .matches("\\d+ cores, \\d+ GiB of memory, .*, Java 1?\\d.*, heap of at most \\d+ MiB");
  }

  @Test
  void seesTheTimeOfAnotherProcess() {
    assertThat(Machine.cpuNanos(ProcessHandle.current().pid())).isPositive();
  }

  @Test
  void knowsNothingOfAProcessThatIsNotThere() {
    assertThat(Machine.cpuNanos(Long.MAX_VALUE)).isZero();
  }
}
