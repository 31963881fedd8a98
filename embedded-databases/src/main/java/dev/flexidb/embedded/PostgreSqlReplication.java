package dev.flexidb.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** A hot standby that streams the primary's log. */
final class PostgreSqlReplication implements Replication {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Override
  public Map<String, String> primarySettings() {
    // What a stopped replica lacks stays, as a slot would keep it, but no more than that.
    return Map.of("wal_keep_size", "256MB");
  }

  @Override
  public Map<String, String> replicaSettings(Endpoint primary) {
    String connection =
        "host=%s port=%d user=%s password=%s"
            .formatted(primary.host(), primary.port(), primary.username(), primary.password());
    // It takes a while to ask again after the primary was away: 5 s if nobody says otherwise.
    return Map.of("primary_conninfo", connection, "wal_retrieve_retry_interval", "100ms");
  }

  @Override
  public void prepare(Path data) throws IOException {
    Files.createFile(data.resolve("standby.signal"));
  }

  @Override
  public void follow(Endpoint replica, Endpoint primary) {
    // It does since its start.
  }

  @Override
  public void pause(Endpoint replica) {
    Sql.execute(replica, replica.database(), "SELECT pg_wal_replay_pause()");
    // That was a request.
    if (!Sql.awaitTrue(replica, "SELECT pg_get_wal_replay_pause_state() = 'paused'", PATIENCE)) {
      throw new DatabaseServerException(
          "%s did not pause within %d s".formatted(replica, PATIENCE.toSeconds()));
    }
  }

  @Override
  public void resume(Endpoint replica) {
    Sql.execute(replica, replica.database(), "SELECT pg_wal_replay_resume()");
  }

  @Override
  public boolean awaitCaughtUp(Endpoint replica, Endpoint primary, Duration timeout) {
    // A record behind all others; flushed, for the log is sent no further, and a commit may be
    // asynchronous.
    String end = Sql.ask(primary, "SELECT pg_logical_emit_message(false, 'caught up', '', true)");
    return Sql.awaitTrue(
        replica, "SELECT pg_last_wal_replay_lsn() >= '%s'::pg_lsn".formatted(end), timeout);
  }

  @Override
  public String trouble(Endpoint replica) {
    return Sql.ask(
        replica,
        """
        SELECT CASE
          WHEN NOT pg_is_in_recovery() THEN 'it was promoted'
          WHEN pg_is_wal_replay_paused() THEN 'its replay is paused'
          WHEN NOT EXISTS (SELECT FROM pg_stat_wal_receiver) THEN 'it is not connected'
          ELSE 'it is slow'
        END
        """);
  }

  @Override
  public void promote(Endpoint replica) {
    String sql = "SELECT pg_promote(true, %d)".formatted(PATIENCE.toSeconds());
    if (!Sql.ask(replica, sql).equals("t")) {
      throw new DatabaseServerException(
          "%s was not promoted within %d s".formatted(replica, PATIENCE.toSeconds()));
    }
  }
}
