package dev.flexidb.spring.diagnostics;

import java.util.Locale;

/** A part of a message, as a sentence. */
final class Sentence {

  private Sentence() {}

  static String of(String part) {
    return part.isEmpty()
        ? part
        : part.substring(0, 1).toUpperCase(Locale.ROOT) + part.substring(1) + ".";
  }
}
