package dev.flexidb.batch;

import org.jspecify.annotations.Nullable;

/** What a user named an operation or a resource, made fit for a message of one line. */
final class Label {

  private static final int MAX_LENGTH = 80;

  private Label() {}

  /** In one line and one direction, cut when it is long. */
  static String shown(@Nullable String label) {
    String text = String.valueOf(label);
    StringBuilder safe = new StringBuilder();
    text.codePoints().limit(MAX_LENGTH).forEach(c -> append(safe, c));
    return text.codePointCount(0, text.length()) > MAX_LENGTH ? safe + "…" : safe.toString();
  }

  private static void append(StringBuilder safe, int codePoint) {
    switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          safe.append(String.format("\\u%04x", codePoint));
      default -> safe.appendCodePoint(codePoint);
    }
  }
}
