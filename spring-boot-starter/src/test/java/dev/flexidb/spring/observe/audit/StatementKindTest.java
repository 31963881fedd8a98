package dev.flexidb.spring.observe.audit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatementKindTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELECT 1|SELECT",
        "  select 1|SELECT",
        "/* who */ -- why\\n (select 1)|SELECT",
        "insert into t values (1)|INSERT",
        "with x as (select 1) select * from x|WITH",
        "frobnicate 4711|OTHER",
        "'4711'|OTHER"
      })
  void isTheFirstWordOfAFew(String sql, String kind) {
    assertThat(StatementKind.of(sql.replace("\\n", "\n"))).isEqualTo(kind);
  }

  @Test
  void longTextsAreNoTrouble() {
    assertThat(StatementKind.of("/*".repeat(100_000))).isEqualTo("OTHER");
    assertThat(StatementKind.of(" ".repeat(1_000_000) + "SELECT 1")).isEqualTo("SELECT");
  }
}
