package dev.flexidb.embedded;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

final class MariaDbReplication extends MySqlFamilyReplication {

  @Override
  public Map<String, String> primarySettings() {
    return Map.of("log-bin", "binlog", "gtid-strict-mode", "ON");
  }

  @Override
  public Map<String, String> replicaSettings(Endpoint primary) {
    return Map.of("read-only", "ON", "relay-log", "relay");
  }

  @Override
  public void prepare(Path data) {}

  @Override
  String user() {
    return Engine.NAME;
  }

  @Override
  List<String> onPrimary() {
    return List.of();
  }

  @Override
  List<String> beforeFollowing() {
    return List.of(
        // The copied log says how far the copied data are.
        "SET GLOBAL gtid_slave_pos = @@gtid_binlog_pos",
        "SET SESSION sql_log_bin = 0",
        // read_only does not bind who has it; the server knows no super_read_only.
        "REVOKE READ ONLY ADMIN ON *.* FROM '%s'@'%%'".formatted(Engine.NAME));
  }

  @Override
  String followOptions() {
    // Servers that we start have no certificates.
    return "MASTER_USE_GTID=slave_pos, MASTER_SSL=0";
  }

  @Override
  String position() {
    return "SELECT @@gtid_binlog_pos";
  }

  @Override
  String await(String position, String seconds) {
    return "SELECT MASTER_GTID_WAIT('%s', %s)".formatted(position, seconds);
  }
}
