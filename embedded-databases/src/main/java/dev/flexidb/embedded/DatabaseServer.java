package dev.flexidb.embedded;

import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A running database server. Thread-safe; every method that reaches the server blocks.
 *
 * <pre>{@code
 * try (DatabaseServer server = DatabaseServers.start(DatabaseKind.POSTGRESQL)) {
 *   ConnectionFactories.get(server.r2dbcUrl());
 * }
 * }</pre>
 *
 * <p>It listens on the loopback address only. Its user may do everything, also create other users.
 */
public sealed class DatabaseServer implements AutoCloseable permits Replica {

  /** Sets the databases of this JVM apart from those of others on the same server. */
  private static final String JVM = UUID.randomUUID().toString().substring(0, 8);

  private static final AtomicInteger DATABASES = new AtomicInteger();

  private final Endpoint endpoint;
  private final @Nullable ServerProcess process;
  private final @Nullable EmbeddedServers owner;
  private final Runnable onClose;

  /** A server whose life is not ours, or ends with {@code onClose}. */
  DatabaseServer(Endpoint endpoint, Runnable onClose) {
    this(endpoint, null, null, onClose);
  }

  DatabaseServer(Endpoint endpoint, ServerProcess process, EmbeddedServers owner) {
    this(endpoint, process, owner, () -> owner.delete(process));
  }

  private DatabaseServer(
      Endpoint endpoint,
      @Nullable ServerProcess process,
      @Nullable EmbeddedServers owner,
      Runnable onClose) {
    this.endpoint = endpoint;
    this.process = process;
    this.owner = owner;
    this.onClose = onClose;
  }

  /** The same server for many users: none of them may end it. */
  DatabaseServer shared() {
    return new DatabaseServer(endpoint, () -> {});
  }

  Endpoint endpoint() {
    return endpoint;
  }

  /** What it is. */
  public DatabaseKind kind() {
    return endpoint.kind();
  }

  /** Where it listens. */
  public String host() {
    return endpoint.host();
  }

  /** Where it listens; the same after {@link #restart()}. */
  public int port() {
    return endpoint.port();
  }

  /** The name of its administrator. */
  public String username() {
    return endpoint.username();
  }

  /** The administrator's password, which the server does check. */
  public String password() {
    return endpoint.password();
  }

  /** A database that is always there. */
  public String database() {
    return endpoint.database();
  }

  /** The R2DBC URL of {@link #database()}, with user and password. */
  public String r2dbcUrl() {
    return r2dbcUrl(database());
  }

  /** The R2DBC URL of the named database, with user and password. */
  public String r2dbcUrl(String database) {
    return endpoint.r2dbcUrl(database);
  }

  /** The JDBC URL of {@link #database()}, without credentials. */
  public String jdbcUrl() {
    return jdbcUrl(database());
  }

  /** The JDBC URL of the named database, without credentials. */
  public String jdbcUrl(String database) {
    return endpoint.jdbcUrl(database);
  }

  /**
   * Runs statements as the administrator in {@link #database()}, one after the other on one
   * connection, each committed by itself.
   *
   * @throws DatabaseServerException at the first one that fails
   */
  public void execute(String... statements) {
    executeIn(database(), statements);
  }

  void executeIn(String database, String... statements) {
    Sql.execute(endpoint, database, statements);
  }

  /**
   * A new, empty database under a name that no other JVM uses.
   *
   * @throws DatabaseServerException if the server cannot be reached or refuses
   */
  public TestDatabase createDatabase() {
    String name = "test_%s_%d".formatted(JVM, DATABASES.incrementAndGet());
    execute("CREATE DATABASE " + name);
    return new TestDatabase(this, name);
  }

  void dropDatabase(String name) {
    String force = kind() == DatabaseKind.POSTGRESQL ? " WITH (FORCE)" : "";
    execute("DROP DATABASE IF EXISTS " + name + force);
  }

  /**
   * Whether {@link #stop}, {@link #start}, {@link #restart}, {@link #kill}, {@link #pid} and {@link
   * #replica} work: on embedded servers from {@link DatabaseServers#start}, not on shared ones and
   * not on those of the other sources.
   */
  public boolean isControllable() {
    return process != null;
  }

  /**
   * Ends the server in good order, without waiting for its clients; its data stay. Does nothing if
   * it is stopped.
   *
   * @throws IllegalStateException unless {@link #isControllable()}
   */
  public void stop() {
    controlled().stop();
  }

  /**
   * Starts a stopped or killed server on its data and its port, and returns when it takes
   * connections. Does nothing if it runs.
   *
   * @throws IllegalStateException unless {@link #isControllable()}
   * @throws DatabaseServerException if it does not come up
   */
  public void start() {
    controlled().startAgain(endpoint);
  }

  /**
   * {@link #stop()} and {@link #start()}.
   *
   * @throws IllegalStateException unless {@link #isControllable()}
   */
  public void restart() {
    stop();
    start();
  }

  /**
   * Ends the server as a crash would (SIGKILL); its data stay for {@link #start()}.
   *
   * @throws IllegalStateException unless {@link #isControllable()}
   */
  public void kill() {
    controlled().kill();
  }

  /**
   * The id of the server's main process; another one after a restart.
   *
   * @throws IllegalStateException unless {@link #isControllable()} and running
   */
  public long pid() {
    return controlled().pid();
  }

  /**
   * Starts a server that follows this one, on a copy of its data. To copy them this one is
   * restarted, which ends its connections; from then on it keeps the log that a replica reads.
   * Close the replica, too.
   *
   * @throws IllegalStateException unless {@link #isControllable()} and running, or if it is a
   *     replica itself
   * @throws DatabaseServerException if one of the two does not come up
   */
  public Replica replica() {
    if (process == null || owner == null) {
      throw notOurs("has no replicas");
    }
    return owner.startReplica(endpoint, process);
  }

  private ServerProcess controlled() {
    if (process == null) {
      throw notOurs("cannot be stopped");
    }
    return process;
  }

  private IllegalStateException notOurs(String consequence) {
    return new IllegalStateException(
        "%s is shared or not embedded, so it %s; use an own one from DatabaseServers.start"
            .formatted(endpoint, consequence));
  }

  /** Ends an own server and deletes its data; does nothing to a shared one, or the second time. */
  @Override
  public void close() {
    onClose.run();
  }

  /** Kind, host and port; no credentials. */
  @Override
  public String toString() {
    return endpoint.toString();
  }
}
