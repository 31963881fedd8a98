package dev.flexidb;

import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.DatabaseServer;
import dev.flexidb.embedded.DatabaseServers;
import dev.flexidb.embedded.FaultProxy;
import dev.flexidb.embedded.TestDatabase;
import io.r2dbc.spi.Connection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A server that a test may harm, with a database on it. */
final class OwnServer implements AutoCloseable {

  /** How many connections it takes. */
  static final int ROOM = 20;

  static final Duration BRIEF = Duration.ofMillis(300);
  static final Duration SOON = Duration.ofSeconds(30);

  final DatabaseServer server;
  final TestDatabase database;

  OwnServer(DatabaseKind kind) {
    server = DatabaseServers.start(kind, Map.of("max_connections", String.valueOf(ROOM)));
    database = server.createDatabase();
  }

  boolean isPostgreSql() {
    return server.kind() == DatabaseKind.POSTGRESQL;
  }

  /** The way through a proxy, which is to see each message as it is. */
  String inTheClear(FaultProxy proxy) {
    String url = proxy.r2dbcUrl(database.name());
    return server.kind() == DatabaseKind.MYSQL ? url + "?sslMode=DISABLED" : url;
  }

  ReactiveFlexiDb over(String url, UnaryOperator<DatabaseConfig> change) {
    return ReactiveFlexiDb.builder()
        .database("app", change.apply(DatabaseConfig.of(url)))
        .closeGrace(Duration.ZERO)
        .build();
  }

  ReactiveFlexiDb over(UnaryOperator<DatabaseConfig> change) {
    return over(database.r2dbcUrl(), change);
  }

  static Mono<Integer> one(ReactiveFlexiDb db) {
    return db.get("app").sql("SELECT 1").mapValue(Integer.class).one();
  }

  static DatabaseStats stats(ReactiveFlexiDb db) {
    return Objects.requireNonNull(db.stats().get("app"));
  }

  /** Rows that are changed, told as the connection tells it. */
  static Mono<Long> change(ReactiveFlexiDb db, String sql) {
    return Flux.usingWhen(
            db.get("app").create(),
            connection ->
                Flux.from(connection.createStatement(sql).execute())
                    .flatMap(result -> result.getRowsUpdated()),
            Connection::close)
        .reduce(0L, Long::sum);
  }

  /** The ids in the table, past ReactiveFlexiDb's faults: on a way of its own. */
  List<Integer> ids(String table) {
    ReactiveFlexiDb db = over(config -> config);
    try {
      return Objects.requireNonNull(
          db.get("app")
              .sql("SELECT id FROM " + table)
              .mapValue(Integer.class)
              .all()
              .collectList()
              .block());
    } finally {
      db.close().block();
    }
  }

  /** Sends a signal to every process of the server. */
  void signal(String name) {
    ProcessHandle main = ProcessHandle.of(server.pid()).orElseThrow();
    try (Stream<ProcessHandle> children = main.descendants()) {
      signal(name, Stream.concat(Stream.of(main), children).map(ProcessHandle::pid).toList());
    }
  }

  static void signal(String name, List<Long> pids) {
    List<String> command = new ArrayList<>(List.of("kill", "-" + name));
    pids.forEach(pid -> command.add(pid.toString()));
    try {
      new ProcessBuilder(command).start().waitFor();
      if (name.equals("STOP")) {
        awaitStop(pids);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A signal is only sent when kill ends: threads that run elsewhere stop a moment later. */
  private static void awaitStop(List<Long> pids) throws IOException {
    for (long pid : pids) {
      Path tasks = Path.of("/proc", Long.toString(pid), "task");
      while (Files.isDirectory(tasks) && !isStopped(tasks)) {
        Thread.onSpinWait();
      }
    }
  }

  private static boolean isStopped(Path tasks) throws IOException {
    try (Stream<Path> all = Files.list(tasks)) {
      for (Path task : all.toList()) {
        String stat = Files.readString(task.resolve("stat"));
        if (stat.charAt(stat.lastIndexOf(')') + 2) != 'T') {
          return false;
        }
      }
      return true;
    } catch (NoSuchFileException ended) {
      return false;
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
