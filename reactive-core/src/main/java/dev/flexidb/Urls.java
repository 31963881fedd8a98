package dev.flexidb;

import dev.flexidb.error.Quoted;
import io.r2dbc.spi.ConnectionFactoryOptions;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** URLs in messages: never with a secret. */
final class Urls {

  private Urls() {}

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

  /** The driver's message, unless it holds the password. */
  static String withoutSecrets(Throwable error, ConnectionFactoryOptions options) {
    String message = String.valueOf(error.getMessage());
    Object password = options.getValue(ConnectionFactoryOptions.PASSWORD);
    return password != null && message.contains(password.toString())
        ? error.getClass().getSimpleName()
        : Quoted.line(message);
  }
}
