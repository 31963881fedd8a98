package dev.flexidb.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Servers end with their JVM, however it ends. */
@Execution(ExecutionMode.CONCURRENT)
class EndOfJvmTest {

  private static final int SECONDS = 20;

  @TempDir(factory = InMemory.class)
  Path data;

  private static Path sharedCache() {
    return Cache.of(Settings.current()).root();
  }

  @ParameterizedTest
  @EnumSource
  void aKilledJvmLeavesNeitherAServerNorItsData(DatabaseKind kind) throws Exception {
    DatabaseServerExtension.abortIfLibraryIsMissing(
        () -> DatabaseServers.shared(kind), Settings.current().ci());
    Process jvm = Probe.start(sharedCache(), data, kind);
    ProcessHandle server = Probe.nextServer(jvm);
    List<ProcessHandle> watchdogs = shells(server);
    assertThat(watchdogs).isNotEmpty();
    assertThat(dataDirectories()).hasSize(1);

    jvm.destroyForcibly();

    server.onExit().get(SECONDS, TimeUnit.SECONDS);
    for (ProcessHandle watchdog : watchdogs) {
      watchdog.onExit().get(SECONDS, TimeUnit.SECONDS);
    }
    assertThat(dataDirectories()).isEmpty();
  }

  @Test
  void aKilledJvmAlsoEndsAPausedServer() throws Exception {
    Process jvm = Probe.start(sharedCache(), data, DatabaseKind.POSTGRESQL);
    ProcessHandle server = Probe.nextServer(jvm);
    assertThat(Command.succeeds("sh", "-c", "kill -STOP $0", Long.toString(server.pid()))).isTrue();

    jvm.destroyForcibly();

    server.onExit().get(SECONDS, TimeUnit.SECONDS);
    assertThat(server.isAlive()).isFalse();
  }

  @Test
  void aJvmThatEndsByItselfCleansUp() throws Exception {
    Process jvm = Probe.start(sharedCache(), data, DatabaseKind.POSTGRESQL, DatabaseKind.MARIADB);
    ProcessHandle postgreSql = Probe.nextServer(jvm);
    ProcessHandle mariaDb = Probe.nextServer(jvm);

    jvm.getOutputStream().close();

    assertThat(jvm.waitFor()).isZero();
    assertThat(postgreSql.isAlive()).isFalse();
    assertThat(mariaDb.isAlive()).isFalse();
    assertThat(dataDirectories()).isEmpty();
  }

  private List<Path> dataDirectories() throws IOException {
    try (Stream<Path> all = Files.find(data, 3, (path, attributes) -> path.endsWith("data"))) {
      return all.filter(path -> !path.equals(data)).toList();
    }
  }

  private static List<ProcessHandle> shells(ProcessHandle server) {
    return server
        .children()
        .filter(child -> child.info().command().orElse("").matches(".*/(sh|dash|bash|busybox)"))
        .toList();
  }
}
