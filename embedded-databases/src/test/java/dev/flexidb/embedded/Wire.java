package dev.flexidb.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** A proxy between plain sockets, whose both ends a test holds. */
final class Wire implements AutoCloseable {

  private static final int PATIENCE_MS = 100;

  private final ServerSocket server;
  final FaultProxy proxy;

  Wire() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    proxy = FaultProxy.to("127.0.0.1", server.getLocalPort());
  }

  Socket dial() throws IOException {
    return new Socket(proxy.host(), proxy.port());
  }

  Socket pickUp() throws IOException {
    return server.accept();
  }

  Ends connect() throws IOException {
    Socket client = dial();
    return new Ends(client, pickUp());
  }

  record Ends(Socket client, Socket server) {

    /** Asks and answers once. */
    void exchange() throws IOException {
      say(client, "?");
      assertThat(hear(server, 1)).isEqualTo("?");
      say(server, "!");
      assertThat(hear(client, 1)).isEqualTo("!");
    }
  }

  boolean serverIsLeftAlone() throws IOException {
    server.setSoTimeout(PATIENCE_MS);
    try {
      server.accept().close();
      return false;
    } catch (SocketTimeoutException e) {
      return true;
    } finally {
      server.setSoTimeout(0);
    }
  }

  static void say(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  static String hear(Socket socket, int bytes) throws IOException {
    return new String(socket.getInputStream().readNBytes(bytes), StandardCharsets.ISO_8859_1);
  }

  /** All that comes before the other side ends. */
  static String hearToTheEnd(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  static boolean isSilent(Socket socket) throws IOException {
    socket.setSoTimeout(PATIENCE_MS);
    try {
      int unused = socket.getInputStream().read();
      return false;
    } catch (SocketTimeoutException e) {
      return true;
    } finally {
      socket.setSoTimeout(0);
    }
  }

  void hangUpServer() throws IOException {
    server.close();
  }

  @Override
  public void close() throws IOException {
    proxy.close();
    server.close();
  }
}
