package dev.flexidb.testing.junit;

import dev.flexidb.DatabaseConfig;
import io.r2dbc.spi.ConnectionFactoryOptions;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a server runs, with one of its databases and a login that may make schemas there.
 * Immutable; {@code toString} holds no secret.
 */
public final class ServerAddress {

  private static final Pattern JDBC =
      Pattern.compile("jdbc:(postgresql|mysql|mariadb)://([^?;]*)(?:\\?(.*))?");

  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([\\w.]+)}");

  private final ConnectionFactoryOptions options;

  private ServerAddress(ConnectionFactoryOptions options) {
    this.options = options;
  }

  /**
   * At this R2DBC or JDBC URL, which holds the login.
   *
   * @throws IllegalArgumentException if it is neither, without naming it
   */
  public static ServerAddress of(String url) {
    return new ServerAddress(options(url));
  }

  /**
   * At this R2DBC or JDBC URL, with this login. What a JDBC URL says beside host, port and database
   * is for its own driver, and left out.
   *
   * @throws IllegalArgumentException if it is neither, without naming it
   */
  public static ServerAddress of(String url, String username, String password) {
    return new ServerAddress(
        options(url)
            .mutate()
            .option(ConnectionFactoryOptions.USER, username)
            .option(ConnectionFactoryOptions.PASSWORD, password)
            .build());
  }

  /** A URL in which {@code ${name}} stands for a system property or an environment variable. */
  static ServerAddress ofTemplate(String url) {
    return of(
        VARIABLE
            .matcher(url)
            .replaceAll(found -> Matcher.quoteReplacement(variable(found.group(1)))));
  }

  private static String variable(String name) {
    String property = System.getProperty(name);
    String value = property == null ? System.getenv(name) : property;
    if (value == null) {
      throw new IllegalArgumentException(
          "the URL names ${%s}, which is neither a system property nor in the environment; set it"
              .formatted(name));
    }
    return value;
  }

  private static ConnectionFactoryOptions options(String url) {
    Matcher jdbc = JDBC.matcher(url);
    if (!jdbc.matches()) {
      if (!url.startsWith("r2dbc:")) {
        throw malformed();
      }
      return parsed(url);
    }
    ConnectionFactoryOptions.Builder options =
        parsed("r2dbc:%s://%s".formatted(jdbc.group(1), jdbc.group(2))).mutate();
    if (jdbc.group(3) != null) {
      for (String parameter : jdbc.group(3).split("&", -1)) {
        String[] parts = parameter.split("=", 2);
        if (parts.length == 2 && parts[0].equals("user")) {
          options.option(ConnectionFactoryOptions.USER, parts[1]);
        } else if (parts.length == 2 && parts[0].equals("password")) {
          options.option(ConnectionFactoryOptions.PASSWORD, parts[1]);
        }
      }
    }
    return options.build();
  }

  private static ConnectionFactoryOptions parsed(String url) {
    try {
      return ConnectionFactoryOptions.parse(url);
    } catch (RuntimeException holdsTheUrl) {
      throw malformed();
    }
  }

  private static IllegalArgumentException malformed() {
    return new IllegalArgumentException(
        "the URL of the server is malformed; the forms are r2dbc:postgresql://user:password@host:port/database"
            + " and jdbc:postgresql://host:port/database (or mysql, mariadb)");
  }

  DatabaseConfig config() {
    return DatabaseConfig.of(options);
  }

  @Override
  public String toString() {
    return "%s at %s/%s"
        .formatted(
            options.getValue(ConnectionFactoryOptions.DRIVER),
            options.getValue(ConnectionFactoryOptions.HOST),
            options.getValue(ConnectionFactoryOptions.DATABASE));
  }
}
