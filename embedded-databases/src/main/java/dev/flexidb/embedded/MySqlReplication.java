package dev.flexidb.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

final class MySqlReplication extends MySqlFamilyReplication {

  /** Without the rights that offline_mode spares. */
  private static final String USER = "flexidb_replica";

  @Override
  public Map<String, String> primarySettings() {
    return Map.of(
        "log-bin", "binlog",
        "gtid-mode", "ON",
        "enforce-gtid-consistency", "ON",
        // As with the other logs: no waiting for a disk.
        "sync-binlog", "0");
  }

  @Override
  public Map<String, String> replicaSettings(Endpoint primary) {
    return Map.of("super-read-only", "ON", "relay-log", "relay", "relay-log-recovery", "ON");
  }

  @Override
  public void prepare(Path data) throws IOException {
    // The server's identity: it makes another.
    Files.deleteIfExists(data.resolve("auto.cnf"));
  }

  @Override
  public void beforeStop(Endpoint primary) {
    // Disconnects the replicas and keeps them out; a server that has one takes 8 s to stop.
    Sql.execute(primary, primary.database(), "SET GLOBAL offline_mode = ON");
  }

  @Override
  String user() {
    return USER;
  }

  @Override
  List<String> onPrimary() {
    return List.of(
        "CREATE USER IF NOT EXISTS '%1$s'@'%%' IDENTIFIED BY '%1$s'".formatted(USER),
        "GRANT REPLICATION SLAVE ON *.* TO '%s'@'%%'".formatted(USER));
  }

  @Override
  List<String> beforeFollowing() {
    return List.of();
  }

  @Override
  String followOptions() {
    // The default authentication wants the server's key.
    return "MASTER_AUTO_POSITION=1, GET_MASTER_PUBLIC_KEY=1";
  }

  @Override
  String position() {
    return "SELECT @@GLOBAL.gtid_executed";
  }

  @Override
  String await(String position, String seconds) {
    return "SELECT WAIT_FOR_EXECUTED_GTID_SET('%s', %s)".formatted(position, seconds);
  }
}
