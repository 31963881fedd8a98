package dev.flexidb.embedded;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Where a server listens and who may log in.
 *
 * @param query the options of the R2DBC URL that named the server, or empty
 */
record Endpoint(
    DatabaseKind kind,
    String host,
    int port,
    String username,
    String password,
    String database,
    String query) {

  static Endpoint parse(DatabaseKind kind, String variable, String r2dbcUrl) {
    String expected =
        "r2dbc:%s://<user>:<password>@<host>:<port>/<database>".formatted(kind.scheme());
    try {
      URI uri = new URI(r2dbcUrl.replaceFirst("^r2dbc:", ""));
      String userInfo = uri.getRawUserInfo();
      String path = uri.getPath();
      if (!r2dbcUrl.startsWith("r2dbc:" + kind.scheme() + "://")
          || uri.getHost() == null
          || uri.getPort() < 0
          || userInfo == null
          || userInfo.indexOf(':') < 1
          || path == null
          || path.length() < 2) {
        throw new DatabaseServerException(
            "%s is not a URL of the form %s".formatted(variable, expected));
      }
      int colon = userInfo.indexOf(':');
      return new Endpoint(
          kind,
          uri.getHost(),
          uri.getPort(),
          decode(userInfo.substring(0, colon)),
          decode(userInfo.substring(colon + 1)),
          path.substring(1),
          uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
    } catch (URISyntaxException e) {
      // Its message repeats the URL, and with it the password.
      throw new DatabaseServerException(
          "%s is not a URL of the form %s".formatted(variable, expected));
    }
  }

  /** The same server, reached elsewhere. */
  Endpoint at(String otherHost, int otherPort) {
    return new Endpoint(kind, otherHost, otherPort, username, password, database, query);
  }

  String r2dbcUrl(String name) {
    return "r2dbc:%s://%s:%s@%s:%d/%s%s"
        .formatted(kind.scheme(), encode(username), encode(password), host, port, name, query);
  }

  String jdbcUrl(String name) {
    return "jdbc:%s://%s:%d/%s".formatted(kind.scheme(), host, port, name);
  }

  @Override
  public String toString() {
    return "%s on %s:%d".formatted(kind, host, port);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** Unlike URLDecoder, leaves a plus sign alone. */
  private static String decode(String text) {
    @Nullable String path = URI.create("x:/" + text).getPath();
    return path == null ? text : path.substring(1);
  }
}
