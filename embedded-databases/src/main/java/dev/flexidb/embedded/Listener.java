package dev.flexidb.embedded;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.resolver.NoopAddressResolverGroup;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.netty.ChannelBindException;
import reactor.netty.DisposableServer;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;
import reactor.netty.tcp.TcpClient;
import reactor.netty.tcp.TcpServer;

/**
 * The listening side of a proxy and its event loop. Faults, relays and counters belong to that one
 * thread; the methods here go there and wait.
 */
final class Listener {

  static final String HOST = "127.0.0.1";

  private static final int ATTEMPTS = 50;

  private final InetSocketAddress target;
  private final LoopResources loops = LoopResources.create("flexidb-fault-proxy", 1, true);
  private final EventLoop loop = loops.onServer(LoopResources.DEFAULT_NATIVE).next();
  private final TcpClient server;
  private final Faults faults = new Faults();
  private final Tally total = new Tally();
  private final SortedMap<Long, Relay> relays = new TreeMap<>();
  private long lastNumber;
  private long accepted;
  private final int port;
  private @Nullable DisposableServer socket;
  private boolean closed;

  private Listener(InetSocketAddress target) {
    this.target = target;
    this.server =
        TcpClient.create(ConnectionProvider.newConnection())
            .runOn(loops)
            .resolver(NoopAddressResolverGroup.INSTANCE)
            .remoteAddress(() -> target)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.ALLOW_HALF_CLOSURE, true);
    this.socket = bindAnywhere();
    this.port = socket.port();
  }

  static Listener start(String host, int port) {
    InetSocketAddress target = new InetSocketAddress(host, port);
    if (target.isUnresolved()) {
      throw new IllegalArgumentException("%s has no address; name a known host".formatted(host));
    }
    return new Listener(target);
  }

  int port() {
    return port;
  }

  private DisposableServer bindAnywhere() {
    for (int attempt = 1; attempt < ATTEMPTS; attempt++) {
      try {
        return bind(EmbeddedServers.candidatePort());
      } catch (ChannelBindException e) {
        // Taken; the next one may be free.
      }
    }
    return bind(EmbeddedServers.candidatePort());
  }

  private DisposableServer bind(int candidate) {
    return TcpServer.create()
        .runOn(loops)
        .host(HOST)
        .port(candidate)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
        .doOnChannelInit((observer, channel, remote) -> accepted(channel))
        .bindNow();
  }

  synchronized void bind() {
    if (socket == null && !closed) {
      socket = bind(port);
    }
  }

  synchronized void unbind() {
    if (socket != null) {
      socket.disposeNow();
      socket = null;
      // Without the native transport the system keeps the socket until the loop selects once more.
      loop.schedule(() -> {}, 1, TimeUnit.MILLISECONDS).syncUninterruptibly();
    }
  }

  private void accepted(Channel client) {
    long number = ++lastNumber;
    accepted++;
    Relay relay = new Relay(client, faults, total, () -> relays.remove(number));
    relays.put(number, relay);
    if (!faults.hang) {
      relay.connect(server);
    }
  }

  void change(Consumer<Faults> change) {
    onLoop(
        () -> {
          change.accept(faults);
          for (Relay relay : List.copyOf(relays.values())) {
            if (!faults.hang) {
              relay.connect(server);
            }
            relay.release();
          }
          return true;
        });
  }

  void reset() {
    onLoop(
        () -> {
          List.copyOf(relays.values()).forEach(Relay::reset);
          return true;
        });
  }

  Traffic traffic() {
    return onLoop(total::traffic);
  }

  long accepted() {
    return onLoop(() -> accepted);
  }

  SortedMap<Long, Traffic> connections() {
    return onLoop(
        () -> {
          SortedMap<Long, Traffic> traffic = new TreeMap<>();
          relays.forEach((number, relay) -> traffic.put(number, relay.traffic()));
          return traffic;
        });
  }

  void resetCounters() {
    onLoop(
        () -> {
          accepted = 0;
          total.reset();
          relays.values().forEach(Relay::resetTally);
          return true;
        });
  }

  private <T> T onLoop(Callable<T> work) {
    try {
      return loop.submit(work).syncUninterruptibly().getNow();
    } catch (RejectedExecutionException e) {
      throw new IllegalStateException("%s is closed; make a new one".formatted(this), e);
    }
  }

  synchronized void close() {
    if (!closed) {
      closed = true;
      unbind();
      reset();
      loops.disposeLater(Duration.ZERO, Duration.ofSeconds(5)).toFuture().join();
    }
  }

  @Override
  public String toString() {
    return "FaultProxy on %s:%d to %s:%d"
        .formatted(HOST, port, target.getHostString(), target.getPort());
  }
}
