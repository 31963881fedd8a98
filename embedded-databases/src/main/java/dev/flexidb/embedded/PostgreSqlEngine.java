package dev.flexidb.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

final class PostgreSqlEngine implements Engine {

  /**
   * Speed instead of safety from power cuts; mmap so that a killed server leaves no shared memory.
   */
  private static final String CONFIGURATION =
      """
      listen_addresses = '127.0.0.1'
      unix_socket_directories = ''
      max_connections = 300
      max_locks_per_transaction = 256
      fsync = off
      full_page_writes = off
      io_method = sync
      dynamic_shared_memory_type = mmap
      """;

  @Override
  public DatabaseKind kind() {
    return DatabaseKind.POSTGRESQL;
  }

  @Override
  public String database() {
    return "postgres";
  }

  @Override
  public Archive archive() {
    return Archive.tarResource(kind(), "postgres-linux-x86_64.txz");
  }

  @Override
  public int templateVersion() {
    return 3;
  }

  @Override
  public void initialise(Path program, Path data, Privileges privileges) {
    Path passwordFile = data.resolveSibling("password");
    try {
      Files.writeString(passwordFile, NAME);
      Command.of(kind(), privileges.prefix())
          .with(program.resolve("bin/initdb").toString(), "--pgdata=" + data)
          .with("--username=" + NAME, "--pwfile=" + passwordFile, "--auth=scram-sha-256")
          .with("--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
          .with("--locale=C", "--wal-segsize=1", "--no-sync", "--no-instructions")
          .run("");
      Files.writeString(data.resolve("postgresql.conf"), CONFIGURATION, StandardOpenOption.APPEND);
      Files.delete(passwordFile);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public List<String> command(Path program, Path data, int port, Map<String, String> settings) {
    List<String> command = new ArrayList<>();
    command.add(program.resolve("bin/postgres").toString());
    command.addAll(List.of("-D", data.toString(), "-c", "port=" + port));
    settings.forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
    return command;
  }

  @Override
  public String readyText() {
    // A standby accepts "read-only connections".
    return "database system is ready to accept";
  }

  @Override
  public String stopSignal() {
    return "INT";
  }

  @Override
  public String abortSignal() {
    return "QUIT";
  }

  @Override
  public Privileges privileges() {
    return Privileges.withoutRoot();
  }

  @Override
  public Replication replication() {
    return new PostgreSqlReplication();
  }
}
