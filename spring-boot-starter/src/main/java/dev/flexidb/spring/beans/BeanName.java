package dev.flexidb.spring.beans;

import java.util.Locale;
import java.util.regex.Pattern;

/** What the beans of a database are called: {@code user-events} has {@code userEventsDatabase}. */
public final class BeanName {

  private static final Pattern SEPARATED = Pattern.compile("[-_.]+(.?)");

  private BeanName() {}

  /** The bean of this kind, such as {@code Database}. */
  public static String of(String database, String kind) {
    String joined =
        SEPARATED.matcher(database).replaceAll(letter -> letter.group(1).toUpperCase(Locale.ROOT));
    if (joined.isEmpty()) {
      return kind; // no name of a database, which core says when it is registered
    }
    return joined.substring(0, 1).toLowerCase(Locale.ROOT) + joined.substring(1) + kind;
  }
}
