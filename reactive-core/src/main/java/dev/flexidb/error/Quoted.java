package dev.flexidb.error;

import java.util.Collection;
import java.util.stream.Collectors;

/** What a user gave, made fit for a message of one line. */
public final class Quoted {

  private static final int MAX_LENGTH = 80;
  private static final int MAX_NAMES = 20;

  private Quoted() {}

  /** The text without line breaks and control characters, cut when it is long. */
  public static String line(String text) {
    StringBuilder safe = new StringBuilder();
    text.codePoints()
        .limit(MAX_LENGTH)
        .forEach(
            c -> {
              if (Character.isISOControl(c) || Character.getType(c) == Character.LINE_SEPARATOR) {
                safe.append(String.format("\\u%04x", c));
              } else {
                safe.appendCodePoint(c);
              }
            });
    return text.codePointCount(0, text.length()) > MAX_LENGTH ? safe + "…" : safe.toString();
  }

  /** The names in their order, quoted and cut when there are many. */
  public static String names(Collection<String> names) {
    String shown =
        names.stream()
            .limit(MAX_NAMES)
            .map(name -> '"' + line(name) + '"')
            .collect(Collectors.joining(", "));
    return names.size() > MAX_NAMES
        ? shown + " and " + (names.size() - MAX_NAMES) + " more"
        : shown;
  }
}
