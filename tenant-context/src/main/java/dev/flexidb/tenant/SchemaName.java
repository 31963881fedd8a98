package dev.flexidb.tenant;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The name of a tenant's schema (on the MySQL family: database), checked so that it names exactly
 * one schema on every supported server.
 *
 * <p>Allowed are lower-case ASCII letters, digits and {@code _}, not starting with a digit, at most
 * {@value #MAX_LENGTH} bytes, and not reserved by a server. Nothing is folded, trimmed or cut: two
 * names that differ here differ on the server, and {@link #value()} is what was given. SQL keywords
 * such as {@code user} or {@code default} are allowed; names are quoted wherever they reach SQL.
 *
 * <p>A tenant's id that does not look like this needs a mapping of ids to names, one to one.
 *
 * @param value the name, as given
 */
public record SchemaName(String value) {

  /** Bytes that PostgreSQL keeps of a name; it cuts the rest with no more than a notice. */
  public static final int MAX_LENGTH = 63;

  private static final Pattern ALLOWED = Pattern.compile("[a-z_][a-z0-9_]{0,62}");

  /**
   * Checks the name.
   *
   * @throws InvalidSchemaNameException if the name is null, not of the allowed form, or reserved
   */
  public SchemaName {
    if (value == null || !ALLOWED.matcher(value).matches()) {
      throw InvalidSchemaNameException.malformed(value);
    }
    if (ReservedSchemas.contains(value)) {
      throw InvalidSchemaNameException.reserved(value);
    }
  }

  /**
   * Whether a supported server means something of its own by this name, in whatever case; then it
   * is no tenant's.
   */
  public static boolean isReserved(String name) {
    return ReservedSchemas.contains(name.toLowerCase(Locale.ROOT));
  }

  /** Returns {@link #value()}. */
  @Override
  public String toString() {
    return value;
  }
}
