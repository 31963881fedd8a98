package dev.flexidb.family;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Quoted names of a text, written as {@link Tokens} reads them. */
final class QuotedName {

  /** Stands for a name that the text does not tell in one place. */
  static final String UNKNOWN = "\uffff";

  /** No server knows a name that is longer. */
  private static final int MAX_LENGTH = 64;

  private static final Pattern ESCAPED =
      Pattern.compile("\\\\(?:\\\\|([0-9A-Fa-f]{4})|\\+([0-9A-Fa-f]{6}))");

  private static final Pattern OTHER_ESCAPE = Pattern.compile("(?i)\\buescape\\b");

  private QuotedName() {}

  /**
   * In backticks or double quotes, which do not tell the cases apart; empty for a long one.
   *
   * @param start of the quoted text, with its quotes
   */
  static String ofMySql(String sql, int start, int end) {
    if (end - start > 2 * MAX_LENGTH) {
      return "";
    }
    String quote = sql.substring(start, start + 1);
    return quoted(Tokens.lower(inner(sql, start, end).replace(quote + quote, quote)));
  }

  /** Whether the double quotes that start here belong to {@code U&"d\0061ta"}. */
  static boolean isUnicode(String sql, int start) {
    return start > 1
        && sql.charAt(start - 1) == '&'
        && (sql.charAt(start - 2) == 'U' || sql.charAt(start - 2) == 'u')
        && !SqlText.isNamePart(sql, start - 3);
  }

  /** Whether the text may say behind a name that its escapes look otherwise. */
  static boolean mayEscapeOtherwise(String sql) {
    return sql.contains("&\"") && OTHER_ESCAPE.matcher(sql).find();
  }

  /** What a name with escapes means. */
  static String ofUnicode(String sql, int start, int end) {
    Matcher escaped = ESCAPED.matcher(inner(sql, start, end).replace("\"\"", "\""));
    return quoted(escaped.replaceAll(found -> Matcher.quoteReplacement(meant(found.group()))));
  }

  private static String meant(String escaped) {
    if (escaped.equals("\\\\")) {
      return "\\";
    }
    int character = Integer.parseInt(escaped.substring(escaped.charAt(1) == '+' ? 2 : 1), 16);
    return Character.isValidCodePoint(character) ? Character.toString(character) : UNKNOWN;
  }

  private static String inner(String sql, int start, int end) {
    boolean closed = end - start > 1 && sql.charAt(end - 1) == sql.charAt(start);
    return sql.substring(start + 1, closed ? end - 1 : end);
  }

  static String quoted(String name) {
    return Tokens.QUOTED + name.replace("\"", "\"\"") + Tokens.QUOTED;
  }
}
