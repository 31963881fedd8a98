package dev.flexidb.migrate.copy;

/** SQL as the MySQL family writes it: what is a name in it, and what only looks like one. */
final class QuotedText {

  private QuotedText() {}

  /** The text with another schema in front of its quoted names; literals and comments stay. */
  static String withSchema(String sql, String from, String to) {
    String old = '`' + from + "`.";
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < sql.length(); ) {
      int end = endOfToken(sql, i);
      if (sql.startsWith(old, i)) {
        text.append('`').append(to).append("`.");
        i += old.length();
      } else {
        text.append(sql, i, end);
        i = end;
      }
    }
    return text.toString();
  }

  private static int endOfToken(String sql, int at) {
    char first = sql.charAt(at);
    if (first == '\'' || first == '"' || first == '`') {
      return endOfQuoted(sql, at, first);
    }
    int end = at;
    while (end < sql.length() && isWord(sql.charAt(end))) {
      end++;
    }
    return Math.max(end, at + 1);
  }

  private static boolean isWord(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '$';
  }

  private static int endOfQuoted(String sql, int at, char quote) {
    for (int i = at + 1; i < sql.length(); i++) {
      char c = sql.charAt(i);
      if (c == '\\' && quote != '`') {
        i++;
      } else if (c == quote) {
        if (i + 1 < sql.length() && sql.charAt(i + 1) == quote) {
          i++;
        } else {
          return i + 1;
        }
      }
    }
    return sql.length();
  }
}
