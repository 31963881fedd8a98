package dev.flexidb.family;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgreSqlPlansTest {

  private static final String BLANKS = " ".repeat(300_000);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "COMMIT",
        " end; ",
        "rollback to savepoint a ;\n",
        "/* x */ ABORT -- y\n",
        "commit;"
      })
  void seesWhatEndsATransaction(String sql) {
    assertThat(PostgreSqlPlans.isEnding(sql)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"SELECT 'commit'", "COMMIT; SELECT 1", "commit;;", "committed", "SELECT a AS end"})
  void seesWhatDoesMore(String sql) {
    assertThat(PostgreSqlPlans.isEnding(sql)).isFalse();
  }

  /** With the square of the blanks it would take minutes. */
  @Test
  void takesTimeByTheLengthOfTheText() {
    assertThat(PostgreSqlPlans.isEnding(BLANKS + "x commit")).isFalse();
    assertThat(PostgreSqlPlans.isEnding("commit" + BLANKS + ";" + BLANKS + "x")).isFalse();
    assertThat(PostgreSqlPlans.isEnding(BLANKS + "commit" + BLANKS)).isTrue();
  }
}
