package dev.flexidb.connection;

import dev.flexidb.error.Quoted;
import java.util.regex.Pattern;

/**
 * The name of a savepoint: letters, digits and _, at most 63, not beginning with a digit. Drivers
 * put it into SQL as it is, so nothing else may stand in it.
 */
final class SavepointName {

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,62}");

  private SavepointName() {}

  static void requirePlain(String name) {
    if (!PLAIN.matcher(name).matches()) {
      throw new IllegalArgumentException(
          ("\"%s\" is no name for a savepoint: use letters, digits and _, at most 63, not beginning"
                  + " with a digit")
              .formatted(Quoted.line(name)));
    }
  }
}
