package dev.flexidb.family;

import static org.assertj.core.api.Assertions.assertThat;

import io.r2dbc.spi.R2dbcNonTransientResourceException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("F19: what a server gives up for the sake of another transaction")
class ConflictTest {

  private static boolean isConflict(String product, String state, int code) {
    return DatabaseFamily.of(product)
        .saysConflict(new R2dbcNonTransientResourceException("no", state, code));
  }

  /** Also CockroachDB's, and TiDB's numbers. */
  @ParameterizedTest
  @CsvSource({
    "PostgreSQL, 40001, 0",
    "PostgreSQL, 40P01, 0",
    "MySQL, 40001, 1213",
    "MySQL, HY000, 1205",
    "MariaDB, HY000, 1020",
    "MySQL, HY000, 8002",
    "MySQL, HY000, 8022",
    "MySQL, HY000, 9007",
    "H2, 40001, 0"
  })
  void mayBeRunAgain(String product, String state, int code) {
    assertThat(isConflict(product, state, code)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "PostgreSQL, 40002, 0",
    "PostgreSQL, 23505, 0",
    "PostgreSQL, 57014, 0",
    "PostgreSQL, HY000, 1213",
    "MySQL, 23000, 1062",
    "MySQL, HY000, 3024",
    "H2, 40P01, 0"
  })
  void endsItsTransactionForGood(String product, String state, int code) {
    assertThat(isConflict(product, state, code)).isFalse();
  }
}
