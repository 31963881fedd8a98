package dev.flexidb.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

final class MySqlEngine extends MySqlFamily {

  @Override
  public DatabaseKind kind() {
    return DatabaseKind.MYSQL;
  }

  @Override
  public Archive archive() {
    return Archive.tarResource(kind(), "mysql-Linux-amd64.tar.gz");
  }

  @Override
  public int templateVersion() {
    return 1;
  }

  @Override
  Path daemon(Path program) {
    return program.resolve("bin/mysqld");
  }

  @Override
  List<String> options(Path program) {
    return List.of(
        "--basedir=" + program,
        "--lc-messages-dir=" + program.resolve("share"),
        "--plugin-dir=" + program.resolve("lib/plugin"),
        "--mysqlx=OFF",
        "--skip-log-bin",
        "--innodb-redo-log-capacity=32M",
        "--innodb-buffer-pool-size=64M",
        "--innodb-autoextend-increment=1",
        // A commit reaches the system, which outlives a killed server; no waiting for a disk.
        "--innodb-flush-log-at-trx-commit=2",
        "--innodb-doublewrite=OFF",
        "--innodb-flush-method=nosync",
        // Not on every file system in memory.
        "--innodb-use-native-aio=OFF");
  }

  @Override
  public void initialise(Path program, Path data, Privileges privileges) {
    linkRenamedLibrary(program);
    Path account = data.resolveSibling("account.sql");
    try {
      Files.writeString(account, ACCOUNT + "SHUTDOWN;\n");
      Command.of(kind(), privileges.prefix())
          .with(base(program, data))
          .with("--initialize-insecure")
          .run("");
      // The first step cannot create accounts.
      Command.of(kind(), privileges.prefix())
          .with(base(program, data))
          .with("--skip-networking", "--init-file=" + account)
          .run("");
      Files.delete(account);
      // The server's identity: each copy makes its own.
      Files.deleteIfExists(data.resolve("auto.cnf"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Replication replication() {
    return new MySqlReplication();
  }

  /**
   * Newer Debian and Ubuntu renamed libaio.so.1 to libaio.so.1t64, which on amd64 is the same; the
   * program looks for the old name, also beside itself.
   */
  private static void linkRenamedLibrary(Path program) {
    Path system = Path.of("/usr/lib/x86_64-linux-gnu");
    Path renamed = system.resolve("libaio.so.1t64");
    Path link = program.resolve("lib/private/libaio.so.1");
    if (Files.exists(renamed)
        && Files.notExists(system.resolve("libaio.so.1"))
        && Files.notExists(link)) {
      try {
        Files.createSymbolicLink(link, renamed);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
