package dev.flexidb.testing.junit;

/**
 * Knows where a server runs, and starts it if need be. It is made, by its constructor without
 * parameters, and asked once for each class of tests, by any thread; it may block. A server that
 * many classes use stands in a static field, as a container of Testcontainers does:
 *
 * <pre>{@code
 * class Postgres implements ServerSource {
 *   static final PostgreSQLContainer SERVER = new PostgreSQLContainer("postgres:18");
 *   public ServerAddress address() {
 *     SERVER.start();
 *     return ServerAddress.of(SERVER.getJdbcUrl(), SERVER.getUsername(), SERVER.getPassword());
 *   }
 * }
 * }</pre>
 */
@FunctionalInterface
public interface ServerSource {

  /** Where it takes connections now. */
  ServerAddress address();
}
