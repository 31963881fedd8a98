package dev.flexidb.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/** Starts servers from the programs on the class path; they end with the JVM. */
final class EmbeddedServers {

  private static final String HOST = "127.0.0.1";

  /**
   * Below the range from which systems take ports for outgoing connections: while a server is
   * stopped nobody else gets its port, and no client can connect to itself there.
   */
  private static final int FIRST_PORT = 20_000;

  private static final int LAST_PORT = 32_000;
  private static final int ATTEMPTS = 50;

  private final Cache cache;
  private final Workspace workspace;
  private final Set<ServerProcess> running = ConcurrentHashMap.newKeySet();

  EmbeddedServers(Settings settings) {
    this.cache = Cache.of(settings);
    this.workspace = Workspace.open(settings);
    Runtime.getRuntime().addShutdownHook(new Thread(this::close, "flexidb-embedded-shutdown"));
  }

  static void requireSupported(DatabaseKind kind, String system, String processor) {
    boolean amd64 = processor.equals("amd64") || processor.equals("x86_64");
    if (!system.equals("Linux") || !amd64) {
      throw new UnsupportedPlatformException(kind, system + " on " + processor);
    }
  }

  DatabaseServer start(DatabaseKind kind, Map<String, String> settings) {
    return start(kind, settings, Engine.of(kind).privileges());
  }

  DatabaseServer start(DatabaseKind kind, Map<String, String> settings, Privileges privileges) {
    Engine engine = Engine.of(kind);
    try {
      String version = kind.scheme() + "-" + engine.archive().fingerprint();
      Path program = cache.get(version, engine.archive()::unpack);
      Path template =
          cache.get(
              "%s-template-%d%s"
                  .formatted(version, engine.templateVersion(), privileges.templateSuffix()),
              part ->
                  engine.initialise(
                      program,
                      Folders.createPrivate(part.resolve(ServerProcess.DATA), privileges.owner()),
                      privileges));
      Path folder = workspace.newFolder(kind, privileges);
      Folders.copy(template.resolve(ServerProcess.DATA), folder, kind, privileges);
      ServerProcess process = new ServerProcess(engine, program, folder, settings, privileges);
      running.add(process);
      return new DatabaseServer(endpoint(kind, startOnFreePort(process, kind)), process, this);
    } catch (IOException e) {
      throw new DatabaseServerException("Cannot prepare %s: %s".formatted(kind, e), e);
    }
  }

  /** Restarts the primary. */
  Replica startReplica(Endpoint primary, ServerProcess primaryProcess) {
    DatabaseKind kind = primary.kind();
    Replication replication = Engine.of(kind).replication();
    try {
      Path folder = workspace.newFolder(kind, primaryProcess.privileges());
      ServerProcess process = primaryProcess.copy(folder, primary, replication);
      running.add(process);
      replication.prepare(folder.resolve(ServerProcess.DATA));
      Endpoint endpoint = endpoint(kind, startOnFreePort(process, kind));
      follow(replication, endpoint, primary, process);
      return new Replica(endpoint, process, this, primary, replication);
    } catch (IOException e) {
      throw new DatabaseServerException("Cannot prepare %s: %s".formatted(kind, e), e);
    }
  }

  private void follow(
      Replication replication, Endpoint replica, Endpoint primary, ServerProcess process) {
    try {
      replication.follow(replica, primary);
    } catch (DatabaseServerException e) {
      delete(process);
      throw e;
    }
  }

  void delete(ServerProcess process) {
    process.delete();
    running.remove(process);
  }

  private int startOnFreePort(ServerProcess process, DatabaseKind kind) {
    try {
      for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        int port = candidatePort();
        if (isFree(port) && process.start(port)) {
          return port;
        }
      }
    } catch (DatabaseServerException e) {
      delete(process);
      throw e;
    }
    delete(process);
    throw new DatabaseServerException(
        "No free port for %s between %d and %d".formatted(kind, FIRST_PORT, LAST_PORT));
  }

  static int candidatePort() {
    return ThreadLocalRandom.current().nextInt(FIRST_PORT, LAST_PORT);
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static Endpoint endpoint(DatabaseKind kind, int port) {
    return new Endpoint(kind, HOST, port, Engine.NAME, Engine.NAME, Engine.of(kind).database(), "");
  }

  private void close() {
    running.forEach(ServerProcess::delete);
    try {
      workspace.close();
    } catch (IOException e) {
      // A later start deletes what is left.
    }
  }
}
