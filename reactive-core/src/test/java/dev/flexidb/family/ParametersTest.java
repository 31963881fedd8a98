package dev.flexidb.family;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParametersTest {

  private static Parameters of(String product, String sql) {
    return DatabaseFamily.of(product).parametersOf(sql);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      value = {
        "PostgreSQL, SELECT 1, 0",
        "PostgreSQL, SELECT $1, 1",
        "PostgreSQL, SELECT $2 $1 $2, 2",
        "PostgreSQL, SELECT '$3' $1, 1",
        "PostgreSQL, SELECT 1 AS a$1, 0",
        "PostgreSQL, SELECT 1 AS ä$1, 0",
        "PostgreSQL, SELECT 1 AS a$$1, 0",
        "PostgreSQL, SELECT 1+$1, 1",
        "PostgreSQL, SELECT ($1), 1",
        "PostgreSQL, SELECT ?, 0",
        "PostgreSQL, ~SELECT 1 -- c\rWHERE id = $1~, 1",
        "PostgreSQL, ~SELECT 1 -- c $2\nWHERE id = $1~, 1",
        "MySQL, ~SELECT 1 -- c\r?~, 0",
        "MySQL, ~SELECT 1 -- c ?\n?~, 1",
        "MariaDB, ~SELECT 1 -- c\r?~, 0",
        "MySQL, SELECT ? ?, 2",
        "MySQL, SELECT '?' ?, 1",
        "MySQL, SELECT :name, 0",
        "MariaDB, SELECT ? ?, 2"
      })
  void countsParameters(String product, String sql, int count) {
    assertThat(of(product, sql).count()).isEqualTo(count);
    assertThat(of(product, sql).areCertain()).isEqualTo(count > 0);
  }

  @Test
  void leavesWhatItCannotTellToTheDriver() {
    for (Parameters unknown :
        new Parameters[] {of("MariaDB", "SELECT :name"), of("H2", "SELECT ?")}) {
      assertThat(unknown.areCertain()).isFalse();
      assertThatCode(() -> unknown.requireIndex(99)).doesNotThrowAnyException();
      assertThat(unknown.indexOf("name")).isEqualTo(-1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 2, Integer.MAX_VALUE})
  void refusesIndexOutOfRange(int index) {
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> of("PostgreSQL", "SELECT $1, $2").requireIndex(index))
        .withMessageContaining("has 2 parameters");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "$", "$x", "x1", "$-1", "$99999999999"})
  void refusesNameThatIsNone(String name) {
    assertThatExceptionOfType(NoSuchElementException.class)
        .isThrownBy(() -> of("PostgreSQL", "SELECT $1").indexOf(name));
  }

  @Test
  void refusesNamesWhereThereAreNone() {
    for (String product : new String[] {"MySQL", "MariaDB"}) {
      assertThatExceptionOfType(NoSuchElementException.class)
          .isThrownBy(() -> of(product, "SELECT ?").indexOf("name"));
    }
    assertThat(of("MySQL", "SELECT ?name").indexOf("name")).isEqualTo(-1);
  }

  @Test
  void refusesNumberedNameOutOfRange() {
    Parameters one = of("PostgreSQL", "SELECT $1");
    assertThat(one.indexOf("$1")).isZero();
    for (String name : new String[] {"$0", "$2"}) {
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(() -> one.indexOf(name));
    }
  }
}
