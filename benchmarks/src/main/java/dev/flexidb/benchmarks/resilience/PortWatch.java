package dev.flexidb.benchmarks.resilience;

import dev.flexidb.embedded.DatabaseServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Looks when a server's port opens. */
final class PortWatch {

  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(2);
  private static final int CONNECT_MILLIS = 100;

  private PortWatch() {}

  /** Blocks until it is open, and says when that was, by nanoTime. */
  static long awaitOpen(DatabaseServer server) {
    InetSocketAddress address = new InetSocketAddress(server.host(), server.port());
    while (true) {
      try (Socket socket = new Socket()) {
        socket.connect(address, CONNECT_MILLIS);
        return System.nanoTime();
      } catch (IOException closed) {
        LockSupport.parkNanos(PAUSE);
      }
    }
  }
}
