package dev.flexidb.embedded;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Hands out database servers for tests and examples. Thread-safe; every method blocks until the
 * server takes connections.
 *
 * <p>Where they come from is the setting {@code flexidb.databases.source} (a system property, or
 * the environment variable {@code FLEXIDB_DATABASES_SOURCE}): {@code embedded} starts a program
 * from the class path, {@code url} uses the running servers named by {@code
 * FLEXIDB_POSTGRESQL_URL}, {@code FLEXIDB_MARIADB_URL} and {@code FLEXIDB_MYSQL_URL}, {@code
 * testcontainers} starts containers. Embedded servers end with the JVM, also if it is killed.
 */
public final class DatabaseServers {

  private static final Map<DatabaseKind, DatabaseServer> SHARED = new ConcurrentHashMap<>();
  private static @Nullable EmbeddedServers embedded;

  private DatabaseServers() {}

  /**
   * The one server of its kind that everything in this JVM shares; {@code close()} leaves it alone.
   *
   * @throws DatabaseServerException if there is none and it cannot be started; the subclasses say
   *     why
   */
  public static DatabaseServer shared(DatabaseKind kind) {
    return SHARED.computeIfAbsent(kind, absent -> start(absent).shared());
  }

  /**
   * A server of the caller's own, which it may stop and kill. With the source {@code url} it is the
   * running server, which stays as it is.
   *
   * @throws DatabaseServerException if it cannot be started; the subclasses say why
   */
  public static DatabaseServer start(DatabaseKind kind) {
    return start(kind, Map.of());
  }

  /**
   * As {@link #start(DatabaseKind)}, with settings of the server by their own names, for example
   * {@code max_connections}.
   *
   * @throws DatabaseServerException if it cannot be started, also because the source is {@code url}
   *     and there are settings
   */
  public static DatabaseServer start(DatabaseKind kind, Map<String, String> settings) {
    return start(kind, settings, Settings.current());
  }

  private static DatabaseServer start(
      DatabaseKind kind, Map<String, String> settings, Settings current) {
    return switch (current.source()) {
      case EMBEDDED -> embedded(kind, current).start(kind, Map.copyOf(settings));
      case URL -> running(kind, settings, current);
      case TESTCONTAINERS -> contained(kind, Map.copyOf(settings));
    };
  }

  private static synchronized EmbeddedServers embedded(DatabaseKind kind, Settings current) {
    EmbeddedServers.requireSupported(
        kind, System.getProperty("os.name"), System.getProperty("os.arch"));
    if (embedded == null) {
      embedded = new EmbeddedServers(current);
    }
    return embedded;
  }

  private static DatabaseServer contained(DatabaseKind kind, Map<String, String> settings) {
    try {
      return Containers.start(kind, settings);
    } catch (NoClassDefFoundError e) {
      throw new DatabaseServerException(
          "%s is '%s' but org.testcontainers:testcontainers-%s is not on the class path; add it"
              .formatted(Settings.SOURCE, Source.TESTCONTAINERS, kind.scheme()),
          e);
    }
  }

  static DatabaseServer running(DatabaseKind kind, Map<String, String> settings, Settings current) {
    String variable = Settings.urlVariable(kind);
    String url = current.url(kind);
    if (url == null) {
      throw new DatabaseServerException(
          "%s is '%s' but the environment variable %s is not set; set it to r2dbc:%s://<user>:<password>@<host>:<port>/<database>"
              .formatted(Settings.SOURCE, Source.URL, variable, kind.scheme()));
    }
    if (!settings.isEmpty()) {
      throw new DatabaseServerException(
          "%s names a running server, which cannot be given settings %s; set %s to %s or %s"
              .formatted(
                  variable,
                  settings.keySet(),
                  Settings.SOURCE,
                  Source.EMBEDDED,
                  Source.TESTCONTAINERS));
    }
    return new DatabaseServer(Endpoint.parse(kind, variable, url), () -> {});
  }
}
