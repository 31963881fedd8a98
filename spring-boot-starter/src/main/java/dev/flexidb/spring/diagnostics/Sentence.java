package dev.flexidb.spring.diagnostics;

import java.util.Locale;

/** A part of a message, as a sentence. */
final class Sentence {

  private Sentence() {}

  static String of(String part) {
    return part.isEmpty()
        ? part
        : isProperty(part.split(" ", 2)[0])
            ? part + "."
            : part.substring(0, 1).toUpperCase(Locale.ROOT) + part.substring(1) + ".";
  }

  /** Those keep their names. */
  private static boolean isProperty(String word) {
    return word.contains(".");
  }
}
