package dev.flexidb.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** With an empty cache, by more than one JVM and by other users. */
@Execution(ExecutionMode.CONCURRENT)
class FirstStartTest {

  /** On disk, where files can be links. */
  @TempDir Path folder;

  @TempDir(factory = InMemory.class)
  Path memory;

  private Path cache;
  private Path data;

  @BeforeEach
  void letOthersIn() throws IOException {
    for (Path open : List.of(folder, memory)) {
      Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
    }
    cache = folder.resolve("cache");
    data = memory.resolve("data");
  }

  @Test
  void twoJvmsMayStartAtTheSameTime() throws Exception {
    cache = memory.resolve("cache");
    Process first = Probe.start(cache, data, DatabaseKind.POSTGRESQL);
    Process second = Probe.start(cache, data, DatabaseKind.POSTGRESQL);

    assertThat(Probe.nextServer(first).isAlive()).isTrue();
    assertThat(Probe.nextServer(second).isAlive()).isTrue();
    assertThat(cache).isDirectoryNotContaining("glob:**.part-*");

    first.getOutputStream().close();
    second.getOutputStream().close();
    assertThat(first.waitFor()).isZero();
    assertThat(second.waitFor()).isZero();
  }

  @Test
  void anOrdinaryUserStartsServers() throws Exception {
    assumeThat(Privileges.isRoot()).as("else every test here is one by an ordinary user").isTrue();
    linkPrograms();
    Process jvm =
        Probe.start(
            Privileges.asNobody().prefix(),
            readableClassPath(),
            cache,
            data,
            DatabaseKind.POSTGRESQL,
            DatabaseKind.MARIADB);

    assertThat(Probe.nextServer(jvm).info().user()).isNotEqualTo(user());
    assertThat(Probe.nextServer(jvm).info().user()).isNotEqualTo(user());

    jvm.getOutputStream().close();
    assertThat(jvm.waitFor()).isZero();
  }

  @Test
  void rootStartsPostgreSqlAlsoWhereUserNamespacesAreRefused() throws IOException {
    assumeThat(Privileges.isRoot()).as("only root has rights to give up").isTrue();
    linkPrograms();
    Map<String, String> places =
        Map.of(Settings.CACHE, cache.toString(), Settings.DATA, data.toString());
    EmbeddedServers servers = new EmbeddedServers(Settings.of(places::get, name -> null));

    try (DatabaseServer server =
        servers.start(DatabaseKind.POSTGRESQL, Map.of(), Privileges.asNobody())) {
      server.createDatabase().close();
      assertThat(ProcessHandle.of(server.pid()).orElseThrow().info().user()).isNotEqualTo(user());
    }
  }

  /** Unpacking them again is not what is tested here; templates are made anew. */
  private void linkPrograms() throws IOException {
    Folders.create(cache);
    Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwxrwxrwx"));
    for (DatabaseKind kind : List.of(DatabaseKind.POSTGRESQL, DatabaseKind.MARIADB)) {
      DatabaseServers.shared(kind);
      Archive archive = Engine.of(kind).archive();
      String name = kind.scheme() + "-" + archive.fingerprint();
      String program = Cache.of(Settings.current()).root().resolve(name).toString();
      String copy = cache.resolve(name).toString();
      Command.of(
              kind, List.of("sh", "-c", "cp -Rl $0 $1 || (rm -rf $1; cp -R $0 $1)", program, copy))
          .run("");
    }
  }

  private static Optional<String> user() {
    return ProcessHandle.current().info().user();
  }

  /** The local Maven repository may be closed to other users. */
  private String readableClassPath() throws IOException {
    StringJoiner readable = new StringJoiner(File.pathSeparator);
    Path jars = Folders.create(folder.resolve("jars"));
    int number = 0;
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path original = Path.of(entry);
      if (!entry.isEmpty() && Files.isDirectory(original)) {
        Path copy = jars.resolve("classes-" + number++);
        Command.of(DatabaseKind.POSTGRESQL, List.of("cp", "-R", entry, copy.toString())).run("");
        readable.add(copy.toString());
      } else if (entry.endsWith(".jar")) {
        Path link = jars.resolve(number++ + "-" + original.getFileName());
        readable.add(linkOrCopy(original, link).toString());
      }
    }
    return readable.toString();
  }

  private static Path linkOrCopy(Path original, Path link) throws IOException {
    try {
      return Files.createLink(link, original.toRealPath());
    } catch (IOException | UnsupportedOperationException e) {
      return Files.copy(original, link);
    }
  }
}
