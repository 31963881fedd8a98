package dev.flexidb.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What MariaDB and MySQL have in common. */
abstract class MySqlFamily implements Engine {

  static final String ACCOUNT =
      """
      CREATE USER '%1$s'@'%%' IDENTIFIED BY '%1$s';
      GRANT ALL PRIVILEGES ON *.* TO '%1$s'@'%%' WITH GRANT OPTION;
      CREATE DATABASE %1$s;
      """
          .formatted(NAME);

  /** The options that the initialisation and the server share. */
  abstract List<String> options(Path program);

  abstract Path daemon(Path program);

  @Override
  public final String database() {
    return NAME;
  }

  @Override
  public final List<String> command(
      Path program, Path data, int port, Map<String, String> settings) {
    List<String> command = base(program, data);
    command.addAll(
        List.of(
            "--port=" + port,
            // Another one than its replicas have.
            "--server-id=" + port,
            "--bind-address=127.0.0.1",
            "--skip-name-resolve",
            "--max-connections=300"));
    settings.forEach((name, value) -> command.add("--%s=%s".formatted(name, value)));
    return command;
  }

  final List<String> base(Path program, Path data) {
    List<String> command = new ArrayList<>();
    command.addAll(List.of(daemon(program).toString(), "--no-defaults", "--datadir=" + data));
    // Relative to the data directory: a socket's path may have 107 bytes only.
    command.addAll(List.of("--socket=server.sock", "--pid-file=server.pid"));
    command.add("--tmpdir=" + temporary(data));
    if (Privileges.isRoot()) {
      command.add("--user=root");
    }
    command.addAll(options(program));
    return command;
  }

  /**
   * Beside the data, where a folder would be a schema. Not one that servers share: MariaDB deletes
   * all temporary tables that it finds there when it starts, whoever's they are.
   */
  private static Path temporary(Path data) {
    try {
      return Files.createDirectories(data.resolveSibling("tmp"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public final String readyText() {
    return ": ready for connections.";
  }

  @Override
  public final String stopSignal() {
    return "TERM";
  }

  @Override
  public final String abortSignal() {
    return "KILL";
  }

  @Override
  public final Privileges privileges() {
    return Privileges.unchanged();
  }
}
