package dev.flexidb.family;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** S11: which texts ask for the number of the last insert, and which may make one. */
class LastInsertTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          PostgreSQL | SELECT lastval()                          | true  | false
          PostgreSQL | SELECT "lastval" ()                       | true  | false
          PostgreSQL | SELECT U&"lastva\\006c"()                 | true  | false
          PostgreSQL | SELECT U&"lastva!006c" UESCAPE '!' ()     | true  | false
          PostgreSQL | SELECT U&"d!0061ta" UESCAPE '!' FROM item | false | false
          PostgreSQL | SELECT "LASTVAL"()                        | false | true
          PostgreSQL | SELECT 'lastval()', "lastval" FROM item   | false | false
          PostgreSQL | SELECT '\\', lastval(), '\\'              | true  | false
          PostgreSQL | INSERT INTO item VALUES (1)               | false | true
          PostgreSQL | INSERT INTO item VALUES (lastval())       | true  | true
          PostgreSQL | UPDATE item SET id = lastval()            | true  | true
          PostgreSQL | SELECT nextval('a'), lastval()            | false | true
          PostgreSQL | SELECT lastval(), nextval('a')            | true  | true
          PostgreSQL | INSERT INTO a VALUES (1); SELECT lastval() | false | true
          PostgreSQL | SELECT lastval(), report()                | true  | true
          PostgreSQL | SELECT report(); SELECT lastval()         | false | true
          PostgreSQL | CALL report(lastval())                    | true  | true
          PostgreSQL | DECLARE c CURSOR FOR SELECT lastval()     | true  | false
          PostgreSQL | CREATE TABLE t (id int DEFAULT lastval()) | false | false
          PostgreSQL | CREATE TABLE t AS SELECT nextval('a')     | false | true
          PostgreSQL | BEGIN; SELECT lastval()                   | true  | false
          PostgreSQL | SET LOCAL a.b = 'c'; SELECT lastval()     | true  | false
          PostgreSQL | DELETE FROM item                          | false | false
          PostgreSQL | WITH gone AS (DELETE FROM item RETURNING id) SELECT id FROM gone | false | true
          PostgreSQL | GRANT INSERT ON item TO a; SELECT lastval() | true | false
          PostgreSQL | PREPARE p AS INSERT INTO item VALUES (1)  | false | false
          PostgreSQL | EXPLAIN INSERT INTO item VALUES (1)       | false | false
          PostgreSQL | EXPLAIN ANALYZE INSERT INTO item VALUES (1) | false | true
          PostgreSQL | ANALYZE item                              | false | false
          MySQL      | INSERT INTO item VALUES (LAST_INSERT_ID()) | true | true
          MySQL      | SELECT REPLACE('a', 'b', 'c'), LAST_INSERT_ID() | true | false
          MySQL      | SET @a = LAST_INSERT_ID()                 | true  | false
          MySQL      | INSERT INTO a VALUES (1); SELECT @@identity | false | true
          MySQL      | CREATE TRIGGER t AFTER INSERT ON a FOR EACH ROW INSERT INTO b VALUES (LAST_INSERT_ID()) | false | false
          MySQL      | BEGIN NOT ATOMIC INSERT INTO a VALUES (1) | false | true
          MySQL      | ANALYZE INSERT INTO a VALUES (1)          | false | true
          MySQL      | LOCK TABLES a WRITE; SELECT LAST_INSERT_ID() | true | false
          MySQL      | SELECT LAST_INSERT_ID()                   | true  | false
          MySQL      | SELECT `Last_Insert_Id` ()                | true  | false
          MySQL      | SELECT "LAST_INSERT_ID"()                 | true  | false
          MySQL      | SELECT LAST_INSERT_ID(7)                  | false | false
          MySQL      | SELECT "LAST_INSERT_ID()"                 | false | false
          MySQL      | SELECT @@identity                         | true  | false
          MySQL      | SELECT @@ıdentity                         | true  | false
          MySQL      | SELECT @@IDÉNTITY                         | true  | false
          MySQL      | SELECT @@İdentity                         | true  | false
          MySQL      | SELECT @@session . `identity`             | true  | false
          MySQL      | SELECT `identity` FROM item               | false | false
          MySQL      | SELECT "a\\", LAST_INSERT_ID(), "\\"      | true  | false
          """)
  void readsText(String product, String sql, boolean asked, boolean made) {
    LastInsert found = DatabaseFamily.of(product).lastInsert(new Text(sql));
    assertThat(found.asked()).isEqualTo(asked);
    assertThat(found.made()).isEqualTo(made);
  }
}
