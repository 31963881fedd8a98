package dev.flexidb.embedded;

/**
 * A fresh, empty database on a {@link DatabaseServer}, dropped by {@link #close()}. Thread-safe.
 *
 * <pre>{@code
 * try (TestDatabase database = server.createDatabase()) {
 *   database.execute("CREATE TABLE users (id int)");
 *   ConnectionFactories.get(database.r2dbcUrl());
 * }
 * }</pre>
 */
public final class TestDatabase implements AutoCloseable {

  private final DatabaseServer server;
  private final String name;

  TestDatabase(DatabaseServer server, String name) {
    this.server = server;
    this.name = name;
  }

  /** The server it is on. */
  public DatabaseServer server() {
    return server;
  }

  /** Its name, unique on the server, of lower case letters, digits and underscores. */
  public String name() {
    return name;
  }

  /** Its R2DBC URL, with the user and the password of the server. */
  public String r2dbcUrl() {
    return server.r2dbcUrl(name);
  }

  /** Its JDBC URL, without credentials. */
  public String jdbcUrl() {
    return server.jdbcUrl(name);
  }

  /**
   * Runs statements in it, one after the other on one connection, each committed by itself.
   *
   * @throws DatabaseServerException at the first one that fails
   */
  public void execute(String... statements) {
    server.executeIn(name, statements);
  }

  /** Drops it, with the connections that are still open to it. Doing so twice does nothing. */
  @Override
  public void close() {
    server.dropDatabase(name);
  }

  @Override
  public String toString() {
    return "%s of %s".formatted(name, server);
  }
}
