package dev.flexidb;

import dev.flexidb.batch.CircuitState;
import java.time.Duration;

/**
 * Is told what happens to the databases, whatever path it happens on: plain connections, clients,
 * transactions and batches. Every method does nothing unless it is overridden.
 *
 * <p>A listener is told one thing at a time, in the order in which it happened, on a thread of
 * {@code Schedulers.boundedElastic()} and never on one that moves data: it may block, and keeps
 * only itself waiting. While 500 events wait for it, further queries are left out; while 1,000 do,
 * errors and retries; while 10,000 do, all; the log says so once. What it throws changes nothing,
 * and is logged once.
 *
 * <p>The arguments are facts and hold no secret but what a user writes into SQL (see {@link
 * QueryEvent}). {@code server} is host and port, which tells the servers of one database apart.
 */
public interface FlexiDbListener {

  /** A database was registered while others were in use: not one that the builder was given. */
  default void onRegister(String database) {}

  /** A database was taken off the list. */
  default void onUnregister(String database) {}

  /** A connection was opened. */
  default void onConnect(String database, String server) {}

  /** A connection was closed, by us or by the server; found when it is used, or should be. */
  default void onDisconnect(String database, String server) {}

  /**
   * A statement, a COMMIT or an attempt to connect failed. Not told is what says nothing of the
   * database: a caller's own deadline, a cancel, a full pool, an open circuit.
   */
  default void onError(String database, String server, Throwable error) {}

  /**
   * Connecting failed and is tried again, for a caller or in the background.
   *
   * @param attempt the number of the attempt that comes; 2 behind the first
   * @param delay until then
   */
  default void onRetry(
      String database, String server, int attempt, Duration delay, Throwable error) {}

  /**
   * A statement of a user's has ended, well or not: one that was sent twice is told twice, with the
   * server of each. Not told is what was never sent, as with an open circuit or a full pool, what
   * is no statement, such as {@code commitTransaction()}, and our own: set-up, tenants, health.
   *
   * <p>Where no listener overrides this method nothing is noted for it.
   */
  default void onQuery(QueryEvent event) {}

  /** A server was found to answer, or not to, other than before. */
  default void onHealthChanged(
      String database, String server, HealthStatus before, HealthStatus now) {}

  /** The circuit breaker changed its state. */
  default void onCircuitChanged(
      String database, String server, CircuitState before, CircuitState now) {}

  /**
   * The server was gone, and is looked for no longer: every attempt failed, or its login was
   * refused.
   *
   * @param attempts how many there were
   * @param error of the last one
   */
  default void onReconnectGivenUp(String database, String server, int attempts, Throwable error) {}
}
