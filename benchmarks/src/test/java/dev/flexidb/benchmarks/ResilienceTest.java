package dev.flexidb.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.flexidb.benchmarks.resilience.Report;
import dev.flexidb.embedded.DatabaseServers;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The short form, which judges no times; the long one is told of in the README. */
@Timeout(300)
class ResilienceTest {

  private static void assertThatPromisesAreKept(String arguments) {
    Resilience resilience =
        new Resilience(ResilienceOptions.parse(arguments.split(" ")), DatabaseServers::shared);
    Report report = Objects.requireNonNull(resilience.reports().blockLast());
    assertThat(report.wrong()).as(report.toMarkdown()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"postgresql", "mariadb", "mysql"})
  @DisplayName("F23: a restart under load loses no acknowledged write, and no caller hangs")
  void aRestartLosesNothing(String server) {
    assertThatPromisesAreKept("--only restart --requests 50 --percent 10 --server " + server);
  }

  @Test
  @DisplayName("F23: nor does a crash")
  void aCrashLosesNothing() {
    assertThatPromisesAreKept("--only crash --requests 50 --percent 10");
  }

  @Test
  @DisplayName("F21: a database that is dead in any way makes no request to the others fail")
  void aDeadNeighbourMakesNobodyFail() {
    assertThatPromisesAreKept("--only dead-neighbour --requests 60 --percent 10 --rounds 1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"postgresql", "mariadb", "mysql"})
  @DisplayName("F21: of 1,000 callers at the half-open moment one is let through")
  void oneOfManyCallersIsTheTrial(String server) {
    assertThatPromisesAreKept("--only half-open --server " + server);
  }

  @Test
  @DisplayName("Z07: a tenant that floods is refused with a type, and the others succeed")
  void aFloodLeavesTheOthersAlone() {
    assertThatPromisesAreKept("--only flood --requests 5 --percent 10 --rounds 1");
  }

  @Test
  @DisplayName("Z07: overload is refused with a type, and passes")
  void overloadIsRefused() {
    assertThatPromisesAreKept("--only overload --percent 2");
  }

  @Test
  @DisplayName("F08: cancels and errors leave no connection in use")
  void cancelsAndErrorsLeaveNothing() {
    assertThatPromisesAreKept("--only soak --requests 100 --soak 3");
  }

  @Test
  void refusesAScenarioThatIsNotThere() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new Resilience(
                    ResilienceOptions.parse("--only", "reboot"), DatabaseServers::shared))
        .withMessageStartingWith("'reboot' is none of [restart, crash, ");
  }

  @Test
  void refusesWhatIsNoOption() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ResilienceOptions.parse("--scenario", "soak"))
        .withMessage("'--scenario' is not known");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ResilienceOptions.parse("--rounds"))
        .withMessage("'--rounds' has no value, or is not known");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ResilienceOptions.parse("--percent", "0"))
        .withMessage("'0' is no whole number above 0");
  }
}
