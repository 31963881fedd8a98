package dev.flexidb.embedded;

import java.time.Duration;

/**
 * A server that follows another one and takes no writes, from {@link DatabaseServer#replica()}.
 * Thread-safe; every method blocks.
 *
 * <pre>{@code
 * try (DatabaseServer primary = DatabaseServers.start(DatabaseKind.POSTGRESQL);
 *     Replica replica = primary.replica()) {
 *   replica.pauseReplay();
 *   primary.execute("CREATE TABLE users (id int)"); // not to be seen on the replica
 *   replica.resumeReplay();
 *   replica.awaitCaughtUp(); // now it is
 * }
 * }</pre>
 *
 * <p>It has the databases, users and passwords of its primary and goes on following after a restart
 * of either; it lives on when its primary is closed.
 */
public final class Replica extends DatabaseServer {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Endpoint primary;
  private final Replication replication;

  Replica(
      Endpoint endpoint,
      ServerProcess process,
      EmbeddedServers owner,
      Endpoint primary,
      Replication replication) {
    super(endpoint, process, owner);
    this.primary = primary;
    this.replication = replication;
  }

  /**
   * Lets it show the data of this moment, while what its primary writes still reaches it, until
   * {@link #resumeReplay()} or a restart of the replica. Returns when it stands still.
   *
   * @throws DatabaseServerException if it cannot be reached or was promoted
   */
  public void pauseReplay() {
    replication.pause(endpoint());
  }

  /**
   * Ends {@link #pauseReplay()}; does nothing if it is not paused. What came meanwhile is replayed
   * soon after: see {@link #awaitCaughtUp()}.
   *
   * @throws DatabaseServerException if it cannot be reached or was promoted
   */
  public void resumeReplay() {
    replication.resume(endpoint());
  }

  /**
   * Returns when the replica shows all that its primary had committed at the call.
   *
   * @throws DatabaseServerException if it does not within 30 s, as when its replay is paused, or if
   *     one of the two cannot be reached
   */
  public void awaitCaughtUp() {
    awaitCaughtUp(PATIENCE);
  }

  void awaitCaughtUp(Duration timeout) {
    if (!replication.awaitCaughtUp(endpoint(), primary, timeout)) {
      throw new DatabaseServerException(
          "%s has not caught up with %s within %d ms: %s"
              .formatted(endpoint(), primary, timeout.toMillis(), replication.trouble(endpoint())));
    }
  }

  /**
   * Makes it a primary of its own that takes writes, also after a restart; it no longer follows.
   * Works on PostgreSQL only.
   *
   * @throws UnsupportedOperationException on another kind
   * @throws DatabaseServerException if it cannot be reached or has been promoted before
   */
  public void promote() {
    replication.promote(endpoint());
  }

  /**
   * Always refuses: replicas have none.
   *
   * @throws IllegalStateException always
   */
  @Override
  public Replica replica() {
    throw new IllegalStateException(
        "%s is a replica itself; make another one of %s".formatted(endpoint(), primary));
  }
}
