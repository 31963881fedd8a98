package dev.flexidb;

import dev.flexidb.error.InvalidConfigurationException;
import dev.flexidb.error.Quoted;
import java.util.regex.Pattern;

/** The names of databases and groups: fit for log lines, metrics, property keys and folders. */
final class Names {

  private static final Pattern ALLOWED = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]{0,62}");

  private Names() {}

  static void require(String kind, String name) {
    if (name == null || !ALLOWED.matcher(name).matches()) {
      throw new InvalidConfigurationException(
          ("%s name \"%s\" is not allowed; use letters, digits, \"_\", \"-\" and \".\", beginning with a"
                  + " letter, at most 63")
              .formatted(kind, Quoted.line(String.valueOf(name))));
    }
  }
}
