package dev.flexidb.testing.mock;

import java.util.regex.Pattern;

/** Texts of statements, as tests compare them. */
final class SqlText {

  private static final Pattern BLANKS = Pattern.compile("\\s+");

  /** {@code $1}, {@code ?}, {@code :name} and {@code @p0}; a cast by two colons is none. */
  private static final Pattern PARAMETER =
      Pattern.compile("\\$\\d+|\\?|(?<![:\\w]):[A-Za-z_]\\w*|(?<!@)@[A-Za-z_]\\w*");

  /** What goes in front of a text that holds "call", for MariaDB's driver. */
  private static final String MARK = "/*text*/";

  private SqlText() {}

  /** Without marks and line breaks of ours or the user's, and without a last semicolon. */
  static String oneLine(String sql) {
    String text = sql.startsWith(MARK) ? sql.substring(MARK.length()) : sql;
    String line = BLANKS.matcher(text).replaceAll(" ").strip();
    return line.endsWith(";") ? line.substring(0, line.length() - 1).stripTrailing() : line;
  }

  /** The same for all that differ in blanks and in how parameters are written. */
  static String normal(String sql) {
    return PARAMETER.matcher(oneLine(sql)).replaceAll("?");
  }
}
