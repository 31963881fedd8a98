package dev.flexidb.family;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** S12: a SELECT that calls what may be a stored function is no plain read. */
class MySqlFunctionsTest {

  private static boolean changes(String sql) {
    return DatabaseFamily.of("MySQL").lastInsert(new Text(sql)).changes();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT owner FROM item",
        "SELECT COUNT(*), coalesce(max(id), 0) FROM item WHERE id IN (1, 2) AND (id > 3)",
        "SELECT group_concat(owner ORDER BY id SEPARATOR ',') FROM item GROUP BY month(at)",
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n",
        "SELECT row_number() OVER (PARTITION BY a) FROM t AS u (a) USE INDEX (b)",
        "SELECT CAST(a AS DECIMAL(10, 2)), CAST(b AS CHAR(3)) FROM t",
        "SELECT t.a FROM s.t JOIN u USING (id) WHERE EXISTS (SELECT 1)",
        "SELECT * FROM JSON_TABLE('[1]', '$[*]' COLUMNS (a INT PATH '$')) AS j",
        "SELECT 'pay()', `pay` FROM t -- pay()",
        "SHOW TABLES",
        "VALUES ROW(1), ROW(2)",
      })
  void isAPlainRead(String sql) {
    assertThat(changes(sql)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT pay()",
        "SELECT Pay ()",
        "SELECT `pay`(1)",
        "SELECT shop.pay()",
        "SELECT shop.count(1)",
        "SELECT 1; SELECT upper(pay(2))",
        "SELECT id FROM item WHERE id = pay()",
        "WITH a AS (SELECT pay()) SELECT * FROM a",
        "SELECT /*! pay() */ 1",
        "SELECT nextval(s)",
        "CALL pay()",
      })
  void mayChangeSomething(String sql) {
    assertThat(changes(sql)).isTrue();
  }
}
