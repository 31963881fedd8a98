package dev.flexidb.embedded;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.DisposableServer;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;
import reactor.netty.tcp.TcpClient;
import reactor.netty.tcp.TcpServer;

/**
 * Prints what a proxy really adds to a round trip of 64 bytes to an echo server, and how many it
 * passes: direct, through it, and through it with 2 ms each way; on 1, 10 and 64 connections, each
 * with one request in flight.
 *
 * <pre>{@code
 * mvn -q test-compile exec:java -pl embedded-databases -Dexec.classpathScope=test \
 *   -Dexec.mainClass=dev.flexidb.embedded.FaultProxyCost
 * }</pre>
 */
public final class FaultProxyCost {

  private static final int SIZE = 64;
  private static final int[] CONNECTIONS = {1, 10, 64};
  private static final Duration LENGTH = Duration.ofSeconds(4);
  private static final LoopResources LOOPS = LoopResources.create("echo", 1, true);

  private FaultProxyCost() {}

  public static void main(String[] arguments) {
    DisposableServer echo =
        TcpServer.create()
            .runOn(LOOPS)
            .host("127.0.0.1")
            .handle((in, out) -> out.send(in.receive().retain()))
            .bindNow();
    try (FaultProxy proxy = FaultProxy.to("127.0.0.1", echo.port())) {
      for (int round = 1; round <= 2; round++) {
        for (int connections : CONNECTIONS) {
          proxy.heal();
          run("direct", echo.port(), connections);
          run("proxy", proxy.port(), connections);
          proxy.delay(Duration.ofMillis(2));
          run("proxy, 2 ms each way", proxy.port(), connections);
        }
      }
    }
    echo.disposeNow();
  }

  private static void run(String name, int port, int connections) {
    long end = System.nanoTime() + LENGTH.toNanos();
    long[] times =
        Flux.range(0, connections)
            .flatMap(number -> pingPong(port, end), connections)
            .collectList()
            .map(all -> all.stream().flatMapToLong(Arrays::stream).sorted().toArray())
            .toFuture()
            .join();
    System.out.printf(
        "%-22s %2d connections: %7.0f round trips/s, p50 %.3f ms, p99 %.3f ms, least %.3f ms%n",
        name,
        connections,
        times.length / (double) LENGTH.toSeconds(),
        times[times.length / 2] / 1e6,
        times[times.length * 99 / 100] / 1e6,
        times[0] / 1e6);
  }

  /** The times of one connection's round trips until the end. */
  private static Mono<long[]> pingPong(int port, long end) {
    return TcpClient.create(ConnectionProvider.newConnection())
        .runOn(LOOPS)
        .host("127.0.0.1")
        .port(port)
        .connect()
        .flatMap(connection -> exchanges(connection, end));
  }

  private static Mono<long[]> exchanges(Connection connection, long end) {
    AtomicLong sent = new AtomicLong(System.nanoTime());
    connection.outbound().sendByteArray(Mono.just(new byte[SIZE])).then().subscribe();
    return connection
        .inbound()
        .receive()
        .map(
            bytes -> {
              long now = System.nanoTime();
              long took = now - sent.getAndSet(now);
              connection.outbound().sendByteArray(Mono.just(new byte[SIZE])).then().subscribe();
              return took;
            })
        .takeWhile(took -> System.nanoTime() < end)
        .collectList()
        .map(times -> times.stream().mapToLong(Long::longValue).toArray())
        .doFinally(signal -> connection.dispose());
  }
}
