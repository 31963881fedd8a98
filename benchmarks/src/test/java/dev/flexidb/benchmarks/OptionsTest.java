package dev.flexidb.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class OptionsTest {

  @Test
  void areTheDefaultsWithoutArguments() {
    assertThat(Options.parse()).isEqualTo(Options.DEFAULTS);
  }

  @Test
  void takeEachArgument() {
    Options options =
        Options.parse(
            ("--rounds 3 --warm-ups 0 --seconds 1 --operations 200 --tenants 20 --texts 4"
                    + " --only reads,texts --links loopback --out a/b.md")
                .split(" "));

    assertThat(options)
        .isEqualTo(
            new Options(
                3,
                0,
                Duration.ofSeconds(1),
                200,
                20,
                4,
                List.of("reads", "texts"),
                List.of("loopback"),
                Path.of("a/b.md")));
  }

  @Test
  void refuseAnUnknownName() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Options.parse("--round", "3"))
        .withMessage("'--round' is not known");
  }

  @Test
  void refuseAMissingValue() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Options.parse("--rounds"))
        .withMessage("'--rounds' has no value");
  }

  @Test
  void refuseWhatIsNoNumber() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Options.parse("--rounds", "-1"))
        .withMessage("--rounds is '-1'; give a whole number, not negative");
  }

  @Test
  void refuseNoRoundAtAll() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Options.parse("--rounds", "0"))
        .withMessage("--rounds is 0; give 1 or more");
  }
}
