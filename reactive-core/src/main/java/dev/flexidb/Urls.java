package dev.flexidb;

import static io.r2dbc.spi.ConnectionFactoryOptions.DATABASE;
import static io.r2dbc.spi.ConnectionFactoryOptions.DRIVER;
import static io.r2dbc.spi.ConnectionFactoryOptions.HOST;
import static io.r2dbc.spi.ConnectionFactoryOptions.PORT;
import static io.r2dbc.spi.ConnectionFactoryOptions.PROTOCOL;
import static io.r2dbc.spi.ConnectionFactoryOptions.USER;

import dev.flexidb.error.Quoted;
import io.r2dbc.spi.ConnectionFactoryOptions;
import io.r2dbc.spi.Option;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** URLs in messages: never with a secret. */
final class Urls {

  private Urls() {}

  /** What is told of a database anyway. */
  private static final Set<Option<?>> PLAIN = Set.of(DRIVER, PROTOCOL, HOST, PORT, USER, DATABASE);

  private static final int LITERALLY =
      Pattern.LITERAL | Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;
  private static final int LEAST_SECRET = 4;

  private static final Pattern SCHEME = Pattern.compile("(r2dbcs?|jdbc)(:pool)?(:[a-z0-9]+)?://");

  /** Of a URL that cannot be read nobody knows where its secrets stand, so only its scheme. */
  static String redacted(String url) {
    Matcher scheme = SCHEME.matcher(url);
    return (scheme.lookingAt() ? scheme.group() : "") + "***";
  }

  /**
   * Whether an "@" stands behind the host: then the password holds a "/", "?" or "#" that is not
   * percent-encoded, and a part of it would be taken for the host.
   */
  static boolean isAmbiguous(String url) {
    int authority = url.indexOf("//") + 2;
    String behind = url.substring(authority).split("[/?#]", 2)[0];
    return url.indexOf('@', authority + behind.length()) >= 0;
  }

  /**
   * The driver's message, without what options hold whose meaning only their driver knows. Drivers
   * quote it as it is or in capitals.
   */
  static String withoutSecrets(Throwable error, ConnectionFactoryOptions options) {
    String message = String.valueOf(error.getMessage());
    for (String value : unknownValues(options)) {
      Matcher quoted = Pattern.compile(value, LITERALLY).matcher(message);
      if (quoted.find()) {
        if (value.length() < LEAST_SECRET) {
          // Cut out of all other words as well, it could be read from what is left.
          return error.getClass().getSimpleName();
        }
        message = quoted.replaceAll("***");
      }
    }
    return Quoted.line(message);
  }

  private static List<String> unknownValues(ConnectionFactoryOptions options) {
    List<String> values = new ArrayList<>();
    ConnectionFactoryOptions.builder()
        .from(
            options,
            option ->
                PLAIN.contains(option) || values.add(String.valueOf(options.getValue(option))));
    values.removeIf(String::isEmpty);
    // One may be a part of another, of which the rest would be left.
    values.sort(Comparator.comparingInt(String::length).reversed());
    return values;
  }
}
