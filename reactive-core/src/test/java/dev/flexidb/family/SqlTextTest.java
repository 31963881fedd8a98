package dev.flexidb.family;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is left of a text when what is no code is blanked. */
class SqlTextTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          SELECT 1                        | SELECT 1
          a 'x' b                         | a b
          a 'it''s $1' b                  | a b
          a 'no \\' b' c                  | a b
          a E'esc \\' $1' b               | a E b
          a e'esc \\' $1' b               | a e b
          a some'x\\' b                   | a some b
          a "c ""$1"" d" b                | a b
          a "b\\" c                       | a c
          a $$ $1 ' $$ b                  | a b
          a $tag$ $$ $1 $tag$ b           | a b
          a $1 b $2                       | a $1 b $2
          a$b$c$b$ d                      | a$b$c$b$ d
          a $1$ b                         | a $1$ b
          a -- $1 '                       | a
          a /* $1 ' */ b                  | a b
          a /* /* $1 */ ' */ b            | a b
          a `b` c                         | a `b` c
          a # b                           | a # b
          a 'never closed $1              | a
          a "never closed $1              | a
          a $x$ never closed $1           | a
          a /* /* never closed */ $1      | a
          a E'never closed \\             | a E
          a E'b''\\'c' d                  | a E d
          a E'b' /* c */ '\\' d           | a E d
          a 'b'E'\\'' c                  | a E c
          a b\u00b7$c$ ' $c$ d '          | a b\u00b7$c$
          a $\u20ac$ ' $\u20ac$ b          | a b
          a \u00a0E'\\' b                | a \u00a0E b
          a \ud800$$ ' $$ b              | a \ud800 b
          a \ud83d\ude00$$ b $$ ' c       | a \ud83d\ude00$$ b
          a $\ud83d\ude00$ ' $\ud83d\ude00$ b | a b
          """)
  void findsCodeOfPostgreSql(String sql, String code) {
    assertThat(oneSpaced(SqlText.postgreSql(sql))).isEqualTo(code);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          SELECT 1                        | SELECT 1
          a 'x?' b                        | a b
          a 'it''s ?' b                   | a b
          a 'esc \\' ?' b                 | a b
          a "esc \\" ?" b                 | a b
          a `b\\` ?                       | a ?
          a `b``?` c                      | a c
          a # ?                           | a
          a -- ?                          | a
          a --?                           | a --?
          a --                            | a
          a 5--1 ?                        | a 5--1 ?
          a /* ? */ b                     | a b
          a /* /* ? */ b */               | a b */
          a /*! use b */ c                | a /*! use b */ c
          a /*M!100 use b */ c            | a /*M!100 use b */ c
          a $$ ? $$ b                     | a $$ ? $$ b
          a 'never closed ?               | a
          a `never closed ?               | a
          a /* never closed ?             | a
          """)
  void findsCodeOfMySql(String sql, String code) {
    assertThat(oneSpaced(SqlText.mySql(sql))).isEqualTo(code);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a E'b'\n'\\'' c",
        "a E'b' -- x'\n -- y\n '\\'' c",
        "a E'b'\r\t'd'\n'\\'' c",
        "a E'b''\\'' c"
      })
  void takesLiteralBehindEscapedOneForItsEnd(String sql) {
    assertThat(oneSpaced(SqlText.postgreSql(sql))).isEqualTo("a E c");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "~a -- b\nc~     | a c   | a c",
        "~a -- b\rc~     | a c   | a",
        "~a -- b\r\nc~   | a c   | a c",
        "~a -- b\fc~     | a     | a",
        "~a -- b\u2028c~ | a     | a",
        "~a --\tb\nc~    | a c   | a c",
        "~a --\u0001b\nc~ | a c | a c",
        "~a --\u007fb\nc~ | a c | a c",
        "~a --\u0085b\nc~ | a c | ~a --\u0085b c~",
        "~a --\u00a0b\nc~ | a c | ~a --\u00a0b c~",
        "~a # b\rc~      | ~a # b c~ | a"
      })
  void endsLinesAsServersDo(String sql, String ofPostgreSql, String ofMySql) {
    assertThat(oneSpaced(SqlText.postgreSql(sql))).isEqualTo(ofPostgreSql);
    assertThat(oneSpaced(SqlText.mySql(sql))).isEqualTo(ofMySql);
  }

  private static String oneSpaced(String code) {
    return code.strip().replaceAll("\\s+", " ");
  }
}
