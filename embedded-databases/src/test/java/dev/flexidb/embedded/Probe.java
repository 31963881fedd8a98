package dev.flexidb.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The main class of another JVM in tests: starts the servers it is told to, uses each, prints a
 * line for it and waits for the end of its input.
 */
final class Probe {

  private Probe() {}

  public static void main(String[] kinds) throws IOException {
    for (String kind : kinds) {
      DatabaseServer server = DatabaseServers.start(DatabaseKind.valueOf(kind));
      try (TestDatabase database = server.createDatabase()) {
        database.execute("CREATE TABLE t (id int)", "INSERT INTO t VALUES (1)");
      }
      System.out.println(server.pid());
    }
    System.in.transferTo(System.out);
  }

  /** A JVM with its own folders, so that nothing is shared with this one. */
  static Process start(
      List<String> prefix, String classPath, Path cache, Path data, DatabaseKind... kinds)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(prefix));
    List<String> command = builder.command();
    command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
    command.addAll(List.of("-Xshare:auto", "-XX:TieredStopAtLevel=1", "-cp", classPath));
    command.add("-D%s=%s".formatted(Settings.CACHE, cache));
    command.add("-D%s=%s".formatted(Settings.DATA, data));
    command.add(Probe.class.getName());
    for (DatabaseKind kind : kinds) {
      command.add(kind.name());
    }
    builder.environment().putAll(Map.of("FLEXIDB_DATABASES_SOURCE", "embedded"));
    return builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  static Process start(Path cache, Path data, DatabaseKind... kinds) throws IOException {
    return start(List.of(), System.getProperty("java.class.path"), cache, data, kinds);
  }

  /** The next server that the JVM has started. */
  static ProcessHandle nextServer(Process jvm) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = jvm.getInputStream().read(); c != '\n'; c = jvm.getInputStream().read()) {
      if (c < 0) {
        throw new IOException("The JVM ended without starting a server");
      }
      line.append((char) c);
    }
    return ProcessHandle.of(Long.parseLong(line.toString())).orElseThrow();
  }
}
