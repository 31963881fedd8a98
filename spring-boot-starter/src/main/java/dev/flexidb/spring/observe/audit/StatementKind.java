package dev.flexidb.spring.observe.audit;

import java.util.Locale;
import java.util.Set;

/** What sort of statement a text begins with: one of a few words. */
final class StatementKind {

  private static final int LONGEST = 20;
  private static final Set<String> KNOWN =
      Set.of(
          "SELECT",
          "INSERT",
          "UPDATE",
          "DELETE",
          "MERGE",
          "REPLACE",
          "WITH",
          "VALUES",
          "CALL",
          "DO",
          "CREATE",
          "ALTER",
          "DROP",
          "TRUNCATE",
          "GRANT",
          "REVOKE",
          "COPY",
          "LOCK",
          "SET",
          "SHOW",
          "EXPLAIN",
          "ANALYZE",
          "VACUUM",
          "BEGIN",
          "START",
          "COMMIT",
          "ROLLBACK",
          "SAVEPOINT");

  private StatementKind() {}

  static String of(String sql) {
    int from = begin(sql);
    int to = from;
    while (to < sql.length() && to - from < LONGEST && Character.isLetter(sql.charAt(to))) {
      to++;
    }
    String word = sql.substring(from, to).toUpperCase(Locale.ROOT);
    return KNOWN.contains(word) ? word : "OTHER";
  }

  /** Behind spaces, brackets and comments. */
  private static int begin(String sql) {
    int at = 0;
    while (at < sql.length()) {
      if (sql.startsWith("--", at)) {
        at = behind(sql, "\n", at);
      } else if (sql.startsWith("/*", at)) {
        at = behind(sql, "*/", at + 2);
      } else if (Character.isWhitespace(sql.charAt(at)) || "(;".indexOf(sql.charAt(at)) >= 0) {
        at++;
      } else {
        return at;
      }
    }
    return at;
  }

  private static int behind(String sql, String end, int from) {
    int found = sql.indexOf(end, from);
    return found < 0 ? sql.length() : found + end.length();
  }
}
