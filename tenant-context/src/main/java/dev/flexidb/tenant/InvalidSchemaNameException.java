package dev.flexidb.tenant;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * A schema name that no tenant may have: malformed, too long, or reserved by a server. Not worth a
 * retry. The message is a single line that shows what was given with everything but printable ASCII
 * escaped, and cut to its first characters when long.
 */
public final class InvalidSchemaNameException extends IllegalArgumentException {

  @Serial private static final long serialVersionUID = 1L;

  private static final int SHOWN = 80;

  private InvalidSchemaNameException(String message) {
    super(message);
  }

  static InvalidSchemaNameException malformed(@Nullable String given) {
    return new InvalidSchemaNameException(
        "Invalid schema name "
            + shown(given)
            + ": allowed are 1 to "
            + SchemaName.MAX_LENGTH
            + " characters, lower-case ASCII letters, digits and _, not starting with a digit;"
            + " map the tenant's id to such a name");
  }

  static InvalidSchemaNameException reserved(String given) {
    return new InvalidSchemaNameException(
        "Invalid schema name "
            + shown(given)
            + ": allowed is any name that no database server reserves for itself;"
            + " choose another, for example with a prefix: \"tenant_"
            + given
            + "\"");
  }

  private static String shown(@Nullable String given) {
    if (given == null) {
      return "null";
    }
    StringBuilder text = new StringBuilder("\"");
    given.chars().limit(SHOWN).forEach(c -> append(text, (char) c));
    text.append('"');
    if (given.length() > SHOWN) {
      text.append("... (").append(given.length()).append(" characters)");
    }
    return text.toString();
  }

  private static void append(StringBuilder text, char c) {
    if (c == '"' || c == '\\') {
      text.append('\\').append(c);
    } else if (c >= ' ' && c <= '~') {
      text.append(c);
    } else {
      text.append(String.format("\\u%04x", (int) c));
    }
  }
}
