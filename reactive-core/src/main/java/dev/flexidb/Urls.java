package dev.flexidb;

import dev.flexidb.error.Quoted;
import io.r2dbc.spi.ConnectionFactoryOptions;

/** URLs in messages: never with a secret. */
final class Urls {

  private Urls() {}

  /** What stands before the credentials and behind them, without the query. */
  static String redacted(String url) {
    String base = url.split("[?#]", 2)[0];
    int start = base.indexOf("//");
    int end = base.lastIndexOf('@');
    if (end < 0) {
      // An unencoded "?" or "#" may have cut the credentials short.
      return url.indexOf('@') < 0 ? Quoted.line(base) : scheme(base) + "***";
    }
    return Quoted.line(
        (start >= 0 && start < end ? base.substring(0, start + 2) : "")
            + "***"
            + base.substring(end));
  }

  private static String scheme(String base) {
    int start = base.indexOf("//");
    return start < 0 ? "" : base.substring(0, start + 2);
  }

  /** The driver's message, unless it holds the password. */
  static String withoutSecrets(Throwable error, ConnectionFactoryOptions options) {
    String message = String.valueOf(error.getMessage());
    Object password = options.getValue(ConnectionFactoryOptions.PASSWORD);
    return password != null && message.contains(password.toString())
        ? error.getClass().getSimpleName()
        : Quoted.line(message);
  }

  static String dependencyOf(String driver) {
    return switch (driver) {
      case "postgresql", "postgres" -> "org.postgresql:r2dbc-postgresql";
      case "mysql" -> "io.asyncer:r2dbc-mysql";
      case "mariadb" -> "org.mariadb:r2dbc-mariadb";
      default ->
          "org.postgresql:r2dbc-postgresql for r2dbc:postgresql, io.asyncer:r2dbc-mysql for r2dbc:mysql,"
              + " org.mariadb:r2dbc-mariadb for r2dbc:mariadb";
    };
  }
}
