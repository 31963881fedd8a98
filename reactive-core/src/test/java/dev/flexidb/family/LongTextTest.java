package dev.flexidb.family;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** S11: reading a text takes time in proportion to its length, whatever stands in it. */
@Timeout(10)
class LongTextTest {

  private static final int LENGTH = 200_000;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'",
        "\"",
        "`",
        "/*",
        "/*/",
        "$$",
        "$a$",
        "$a",
        "$ ",
        "--",
        "-- \n",
        "-- \r",
        "#",
        "(",
        ";",
        "\\",
        "'\\'",
        "E'\\'",
        "''E'\n",
        "U&\"\\0061\" ",
        "U&\"",
        "@",
        "é(",
        "set_config(",
        "set_config(1, true), ",
        "lastval(), ",
        "(1, 'x'), ",
        "select 1; ",
        " "
      })
  void readsManyOfTheSame(String unit) {
    String sql = "SELECT " + unit.repeat(LENGTH / unit.length());
    for (String product : new String[] {"PostgreSQL", "MySQL", "MariaDB"}) {
      DatabaseFamily family = DatabaseFamily.of(product);
      Text text = new Text(sql);
      assertThat(family.leftoverOf(text, null)).isNotNull();
      assertThat(family.lastInsert(text)).isNotNull();
      assertThat(family.parametersOf(sql)).isNotNull();
      family.mayBeKept(text, true);
    }
  }
}
