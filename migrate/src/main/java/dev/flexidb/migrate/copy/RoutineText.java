package dev.flexidb.migrate.copy;

import java.util.regex.Pattern;

/**
 * The text of a function, procedure, event or trigger of the MySQL family as somebody has written
 * it: with comments, and perhaps with statements that it puts together.
 */
final class RoutineText {

  private static final String COMMENT = "/[*].*?[*]/|--[^\\n]*\\n|#[^\\n]*\\n";

  private RoutineText() {}

  /** Whether it may name something of this schema: a text that looks as if it does is taken to. */
  static boolean names(String sql, String schema) {
    String name = Pattern.quote(schema);
    return found("(?<![\\w$])[`\"]?" + name + "[`\"]?(\\s|" + COMMENT + ")*[.]", sql)
        || found("(['\"])`?" + name + "`?\\1", sql);
  }

  private static boolean found(String pattern, String sql) {
    return Pattern.compile(pattern, Pattern.CASE_INSENSITIVE | Pattern.DOTALL).matcher(sql).find();
  }
}
