package dev.flexidb.error;

import java.util.Collection;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a user gave, made fit for a message of one line. */
public final class Quoted {

  private static final int MAX_LENGTH = 80;
  private static final int MAX_NAMES = 20;

  private Quoted() {}

  /** The text in one line and one direction, cut when it is long. */
  public static String line(@Nullable String text) {
    if (text == null) {
      return "null";
    }
    StringBuilder safe = new StringBuilder();
    text.codePoints()
        .limit(MAX_LENGTH)
        .forEach(
            c -> {
              if (isUnfit(c)) {
                safe.append(String.format("\\u%04x", c));
              } else {
                safe.appendCodePoint(c);
              }
            });
    return text.codePointCount(0, text.length()) > MAX_LENGTH ? safe + "…" : safe.toString();
  }

  /** Line breaks, what turns the direction of a text, what nobody sees, and half characters. */
  private static boolean isUnfit(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      default -> false;
    };
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
