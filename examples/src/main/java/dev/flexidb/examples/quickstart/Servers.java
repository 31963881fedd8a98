package dev.flexidb.examples.quickstart;

import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.DatabaseServer;
import dev.flexidb.embedded.DatabaseServers;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** A PostgreSQL, a MariaDB, and a port where nothing answers. Blocks. */
record Servers(DatabaseServer postgresql, DatabaseServer mariadb, Socket deaf)
    implements AutoCloseable {

  static Servers start(PrintStream out) {
    out.println("Starting servers (the first time takes longer, as their templates are made) ..");
    CompletableFuture<DatabaseServer> mariadb =
        CompletableFuture.supplyAsync(() -> start(DatabaseKind.MARIADB, out));
    return new Servers(start(DatabaseKind.POSTGRESQL, out), mariadb.join(), deafPort());
  }

  private static DatabaseServer start(DatabaseKind kind, PrintStream out) {
    long start = System.nanoTime();
    DatabaseServer server = DatabaseServers.start(kind);
    out.printf(
        "  %s, after %s%n",
        server, Table.milliseconds(Duration.ofNanos(System.nanoTime() - start)));
    return server;
  }

  /** Bound, so that nobody else gets it, and not listening, so that nobody gets in. */
  static Socket deafPort() {
    try {
      Socket socket = new Socket();
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      return socket;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  QuickStart.Urls urls() {
    return new QuickStart.Urls(postgresql.r2dbcUrl(), mariadb.r2dbcUrl(), deafUrl(deaf));
  }

  static String deafUrl(Socket deaf) {
    return "r2dbc:postgresql://app:secret@127.0.0.1:%d/billing".formatted(deaf.getLocalPort());
  }

  @Override
  public void close() {
    try (deaf;
        mariadb;
        postgresql) {
      // Closing is all.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
