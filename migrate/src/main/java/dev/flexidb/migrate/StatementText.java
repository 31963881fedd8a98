package dev.flexidb.migrate;

import java.util.regex.Pattern;

/** What a statement does beyond its own tables, told from its words. */
record StatementText(String afterComments) {

  private static final Pattern HARMLESS =
      Pattern.compile(
          "(?i)(create|alter|drop|insert|update|delete|merge|comment|grant|revoke|truncate|refresh"
              + "|reindex|analyze|select|with|values|table|import|reassign|security"
              + "|set\\s+local(?!\\s+(role|session)\\b))\\b|\\(");

  private static final Pattern CONTROL =
      Pattern.compile(
          "(?i)(begin|start\\s+transaction|commit|end|abort|prepare\\s+transaction"
              + "|rollback(?!\\s+((work|transaction)\\s+)?to\\b))\\b");

  private static final Pattern LOCAL = Pattern.compile("(?i)set\\s+(local|constraints)\\b");

  private static final Pattern OUTLIVES =
      Pattern.compile(
          "(?is)\\b(set_config|dblink\\w*|pg_temp|pg_(try_)?advisory_lock(_shared)?)\\b"
              + "|\\b(create|into)(\\s|/\\*.*?\\*/|--[^\\n]*\\n)+((global|local)\\s+)?temp(orary)?\\b");

  static StatementText of(String sql) {
    return new StatementText(sql.substring(end(sql)));
  }

  /** Where what is in front ends: spaces and comments, which may hold others. */
  private static int end(String sql) {
    int at = 0;
    while (at < sql.length()) {
      if (Character.isWhitespace(sql.charAt(at))) {
        at++;
      } else if (sql.startsWith("--", at)) {
        int line = sql.indexOf('\n', at);
        at = line < 0 ? sql.length() : line + 1;
      } else if (sql.startsWith("/*", at)) {
        at = endOfComment(sql, at);
      } else {
        return at;
      }
    }
    return at;
  }

  private static int endOfComment(String sql, int from) {
    int depth = 0;
    int at = from;
    do {
      if (sql.startsWith("/*", at)) {
        depth++;
        at += 2;
      } else if (sql.startsWith("*/", at)) {
        depth--;
        at += 2;
      } else {
        at++;
      }
    } while (depth > 0 && at < sql.length());
    return at;
  }

  /** Whether nothing of it outlives its transaction in the session. */
  boolean leavesTheSession() {
    return afterComments.isEmpty()
        || (HARMLESS.matcher(afterComments).lookingAt() && !OUTLIVES.matcher(afterComments).find());
  }

  /** Whether it begins or ends a transaction. */
  boolean controls() {
    return CONTROL.matcher(afterComments).lookingAt();
  }

  /** Whether what follows in the same transaction is changed by it. */
  boolean setsLocally() {
    return LOCAL.matcher(afterComments).lookingAt();
  }
}
