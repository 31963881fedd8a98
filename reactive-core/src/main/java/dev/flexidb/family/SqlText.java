package dev.flexidb.family;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The code of a SQL text: literals, quoted names and comments blanked, so that what is left can be
 * searched for markers and words.
 *
 * <p>A text that is broken in itself (a quote never closed) is blanked to its end.
 */
final class SqlText {

  /** Where a backslash escapes: a server's settings say it, and the text does not. */
  private enum Backslashes {
    NOWHERE,
    /** On MySQL where double quotes hold names. */
    IN_SINGLE_QUOTES,
    IN_LITERALS
  }

  /** A statement that nobody knows. */
  private static final String DOUBT = ";" + QuotedName.UNKNOWN + ";";

  private final String sql;
  private final boolean mySql;
  private final Backslashes backslashes;
  private final boolean names;
  private final boolean escapesOtherwise;
  private final StringBuilder code;
  private int at;

  /**
   * Nothing but blanks and lines of comment came since {@code E'..'}, which the next literal goes
   * on.
   */
  private boolean escaping;

  private SqlText(String sql, boolean mySql, Backslashes backslashes, boolean names) {
    this.sql = sql;
    this.mySql = mySql;
    this.backslashes = backslashes;
    this.names = names;
    this.escapesOtherwise = names && !mySql && QuotedName.mayEscapeOtherwise(sql);
    this.code = new StringBuilder(sql.length());
  }

  /** PostgreSQL's rules: {@code $tag$}, {@code E'\''}, nested comments. */
  static String postgreSql(String sql) {
    return new SqlText(sql, false, Backslashes.NOWHERE, false).scan();
  }

  /**
   * As {@link #postgreSql}, with quoted names as {@link Tokens} reads them; more than one code
   * where a server's settings say which it is.
   */
  static List<String> postgreSqlNames(String sql) {
    return Stream.of(Backslashes.NOWHERE, Backslashes.IN_SINGLE_QUOTES)
        .limit(sql.indexOf('\\') < 0 ? 1 : 2)
        .map(where -> new SqlText(sql, false, where, true).scan())
        .toList();
  }

  /** MySQL's rules: backslashes, backticks and {@code #}; {@code /*!} counts as code. */
  static String mySql(String sql) {
    return new SqlText(sql, true, Backslashes.IN_LITERALS, false).scan();
  }

  /**
   * As {@link #mySql}, with quoted names as {@link Tokens} reads them, and what stands in double
   * quotes as one; more than one code where a server's settings say which it is.
   */
  static List<String> mySqlNames(String sql) {
    return Stream.of(Backslashes.IN_LITERALS, Backslashes.IN_SINGLE_QUOTES, Backslashes.NOWHERE)
        .limit(sql.indexOf('\\') < 0 ? 1 : 3)
        .map(where -> new SqlText(sql, true, where, true).scan())
        .toList();
  }

  private String scan() {
    while (at < sql.length()) {
      char c = sql.charAt(at);
      if (c == '\'' || c == '"' || (mySql && c == '`')) {
        int start = at;
        boolean escapes = backslashEscapes(c);
        skipQuoted(c, escapes);
        escaping = escapes && c == '\'';
        if (names && c != '\'') {
          keepName(start);
        }
      } else if (lineCommentStarts(c)) {
        skipLine();
      } else if (sql.startsWith("/*", at) && !(mySql && isExecutableComment())) {
        escaping = false;
        skipComment();
      } else if (mySql && names && c == '$' && dollarTag() != null) {
        // A name to some versions, to others the begin of a body in another language.
        code.append(DOUBT).append(c);
        at++;
      } else if (!mySql && c == '$' && dollarTag() != null) {
        escaping = false;
        String tag = dollarTag();
        int end = sql.indexOf(tag, at + tag.length());
        skipTo(end < 0 ? -1 : end + tag.length());
      } else {
        code.append(c);
        escaping &= c <= ' ';
        at++;
      }
    }
    return code.toString();
  }

  private void keepName(int start) {
    if (mySql) {
      code.append(QuotedName.ofMySql(sql, start, at));
    } else if (QuotedName.isUnicode(sql, start)) {
      // The prefix is in the code already, with a blank for the name.
      code.setLength(code.length() - 3);
      code.append(
          escapesOtherwise
              ? QuotedName.quoted(QuotedName.UNKNOWN)
              : QuotedName.ofUnicode(sql, start, at));
    } else {
      code.append(sql, start, at);
    }
  }

  private boolean backslashEscapes(char quote) {
    return switch (quote) {
      case '\'' ->
          backslashes != Backslashes.NOWHERE || (!mySql && (escaping || startsEscapeString()));
      case '"' -> backslashes == Backslashes.IN_LITERALS;
      default -> false;
    };
  }

  private boolean lineCommentStarts(char c) {
    if (!mySql) {
      return sql.startsWith("--", at);
    }
    return c == '#'
        || (sql.startsWith("--", at)
            && (at + 2 == sql.length() || isBlankOrControl(sql.charAt(at + 2))));
  }

  /** What two dashes need behind them on MySQL, where 5--1 is a subtraction. */
  private static boolean isBlankOrControl(char c) {
    return c <= ' ' || c == '\u007f';
  }

  private boolean isExecutableComment() {
    return sql.startsWith("/*!", at) || sql.startsWith("/*M!", at);
  }

  private boolean startsEscapeString() {
    boolean prefixed = at > 0 && (sql.charAt(at - 1) == 'E' || sql.charAt(at - 1) == 'e');
    return prefixed && !isNamePart(sql, at - 2);
  }

  /** A quote that is doubled stands for itself. */
  private void skipQuoted(char quote, boolean backslashEscapes) {
    int i = at + 1;
    while (i < sql.length()) {
      char c = sql.charAt(i);
      if (c == '\\' && backslashEscapes) {
        i++;
      } else if (c == quote) {
        if (i + 1 == sql.length() || sql.charAt(i + 1) != quote) {
          skipTo(i + 1);
          return;
        }
        i++;
      }
      i++;
    }
    skipTo(-1);
  }

  /** A carriage return ends the line on PostgreSQL alone. */
  private void skipLine() {
    int i = at;
    while (i < sql.length() && sql.charAt(i) != '\n' && (mySql || sql.charAt(i) != '\r')) {
      i++;
    }
    skipTo(i);
  }

  private void skipComment() {
    int depth = 1;
    int i = at + 2;
    while (i < sql.length() && depth > 0) {
      if (sql.startsWith("*/", i)) {
        depth--;
        i += 2;
      } else if (!mySql && sql.startsWith("/*", i)) {
        depth++;
        i += 2;
      } else {
        i++;
      }
    }
    skipTo(i);
  }

  /** The tag of a dollar-quoted string that starts here, or null: {@code $1} is a parameter. */
  private @Nullable String dollarTag() {
    if (isNamePart(sql, at - 1)) {
      return null;
    }
    int i = at + 1;
    while (i < sql.length() && sql.charAt(i) != '$') {
      if (!isNamePart(sql, i) || (i == at + 1 && isDigit(sql.charAt(i)))) {
        return null;
      }
      i++;
    }
    return i < sql.length() ? sql.substring(at, i + 1) : null;
  }

  /**
   * Whether the character here is a part of an unquoted name: any beyond ASCII is, but for half of
   * a pair, for which drivers send a question mark.
   */
  static boolean isNamePart(String sql, int index) {
    if (index < 0) {
      return false;
    }
    char c = sql.charAt(index);
    return Character.isSurrogate(c)
        ? Character.isHighSurrogate(c)
            ? index + 1 < sql.length() && Character.isLowSurrogate(sql.charAt(index + 1))
            : index > 0 && Character.isHighSurrogate(sql.charAt(index - 1))
        : c >= 0x80 || c == '_' || c == '$' || isDigit(c) || isLetter(c);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private void skipTo(int end) {
    code.append(' ');
    at = end < 0 ? sql.length() : end;
  }
}
