package dev.flexidb.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A server's process and its data directory. Thread-safe; calls wait for each other. */
final class ServerProcess {

  /** The name of the data directory in the server's folder. */
  static final String DATA = "data";

  private static final int SECONDS = 30;

  /**
   * A watchdog that ends with the JVM: it reads the pipe that only the JVM holds open, at its end
   * ends the server, whose process id is the shell's (it stays the same through exec), and deletes
   * the folder, unless a file says that this run of the server was ended on purpose. A dead process
   * that nobody has waited for yet still has its id, but no exe.
   */
  private static final String WATCHDOG =
      """
      folder=$1; ended=$2; signal=$3; shift 3
      exec 3<&0
      (
        cat <&3
        kill -$signal $$; kill -CONT $$
        tries=0
        while [ -e /proc/$$/exe ] && [ $tries -lt 20 ]; do sleep 0.1; tries=$((tries + 1)); done
        kill -KILL $$
        [ -e "$ended" ] || rm -rf "$folder"
      ) >/dev/null 2>&1 &
      exec 3<&-
      exec "$@" </dev/null
      """;

  private final Engine engine;
  private final Path program;
  private final Path folder;
  private final Privileges privileges;
  private Map<String, String> settings;
  private Runnable beforeStop = () -> {};
  private @Nullable Process process;
  private int run;

  ServerProcess(
      Engine engine,
      Path program,
      Path folder,
      Map<String, String> settings,
      Privileges privileges) {
    this.engine = engine;
    this.program = program;
    this.folder = folder;
    this.settings = settings;
    this.privileges = privileges;
  }

  /** False if another process has taken the port. */
  synchronized boolean start(int port) {
    if (process != null && process.isAlive()) {
      return true;
    }
    try {
      run++;
      Process started = new ProcessBuilder(watched(port)).redirectErrorStream(true).start();
      process = started;
      return awaitReady(started);
    } catch (IOException e) {
      throw new DatabaseServerException(
          "Cannot start %s: %s".formatted(engine.kind(), e.getMessage()), e);
    }
  }

  /** After a stop or a kill. */
  void startAgain(Endpoint endpoint) {
    if (!start(endpoint.port())) {
      throw new DatabaseServerException(
          "%s: the port was taken while it was stopped".formatted(endpoint));
    }
  }

  private List<String> watched(int port) {
    List<String> command = new ArrayList<>(List.of("sh", "-c", WATCHDOG, "watchdog"));
    command.addAll(List.of(folder.toString(), endedOnPurpose().toString(), engine.abortSignal()));
    command.addAll(privileges.prefix());
    command.addAll(engine.command(program, folder.resolve(DATA), port, settings));
    return command;
  }

  private boolean awaitReady(Process started) {
    Output output = Output.awaiting(engine.kind(), started, engine.readyText());
    try {
      if (output.seen().get(SECONDS, TimeUnit.SECONDS)) {
        return true;
      }
      started.waitFor();
      if (output.contains("Address already in use")) {
        return false;
      }
      throw output.failure("ended with status " + started.exitValue());
    } catch (TimeoutException e) {
      started.destroyForcibly();
      throw output.failure("was not ready within %d s".formatted(SECONDS));
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      started.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new DatabaseServerException("Interrupted while starting " + engine.kind(), e);
    }
  }

  /** In good order; the data stay. */
  synchronized void stop() {
    keepFolder();
    prepareStop();
    end(engine.stopSignal());
  }

  private void prepareStop() {
    if (process == null || !process.isAlive()) {
      return;
    }
    try {
      beforeStop.run();
    } catch (DatabaseServerException e) {
      // It stops all the same.
    }
  }

  /** As a crash would end it; the data stay. */
  synchronized void kill() {
    keepFolder();
    if (process != null && process.isAlive()) {
      // Not the server alone: PostgreSQL's backends outlive it for a while, attached to its memory.
      // It is stopped first, so that it makes no more of them meanwhile.
      Command.succeeds("sh", "-c", "kill -STOP $0", Long.toString(process.pid()));
      try (Stream<ProcessHandle> children = process.descendants()) {
        List<ProcessHandle> all = children.toList();
        process.destroyForcibly();
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(child -> child.onExit().orTimeout(SECONDS, TimeUnit.SECONDS).join());
      }
      end("KILL");
    }
  }

  /** As fast as it can be; the data go. */
  synchronized void delete() {
    end(engine.abortSignal());
    try {
      Folders.delete(folder);
    } catch (IOException e) {
      // A later start deletes what is left.
    }
  }

  /**
   * One on a copy of the data. They are copied while nobody writes them: this one is stopped, and
   * started again with the settings of a primary.
   */
  synchronized ServerProcess copy(Path copied, Endpoint primary, Replication replication) {
    if (process == null || !process.isAlive()) {
      throw new IllegalStateException("%s is stopped; start it first".formatted(primary));
    }
    settings = merged(replication.primarySettings(), settings);
    stop();
    beforeStop = () -> replication.beforeStop(primary);
    try {
      Folders.copy(folder.resolve(DATA), copied, engine.kind(), privileges);
    } finally {
      startAgain(primary);
    }
    return new ServerProcess(
        engine,
        program,
        copied,
        merged(settings, replication.replicaSettings(primary)),
        privileges);
  }

  /** What is in both is as the second has it. */
  private static Map<String, String> merged(Map<String, String> first, Map<String, String> second) {
    // In order: a server knows some settings by two names, and takes what comes last.
    Map<String, String> merged = new LinkedHashMap<>(first);
    merged.putAll(second);
    return merged;
  }

  Privileges privileges() {
    return privileges;
  }

  synchronized long pid() {
    if (process == null || !process.isAlive()) {
      throw new IllegalStateException("%s is stopped: it has no process".formatted(engine.kind()));
    }
    return process.pid();
  }

  /** One for each run: the watchdog of the last may still look when the next has begun. */
  private Path endedOnPurpose() {
    return folder.resolve("ended-" + run);
  }

  private void keepFolder() {
    try {
      Files.write(endedOnPurpose(), new byte[0]);
    } catch (IOException e) {
      throw new DatabaseServerException("Cannot write to %s".formatted(folder), e);
    }
  }

  private void end(String signal) {
    Process running = process;
    if (running == null || !running.isAlive()) {
      return;
    }
    // A server that was paused by SIGSTOP only hears this after SIGCONT.
    String pid = Long.toString(running.pid());
    Command.succeeds("sh", "-c", "kill -$0 $1; kill -CONT $1", signal, pid);
    try {
      if (!running.waitFor(SECONDS, TimeUnit.SECONDS)) {
        running.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      running.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
