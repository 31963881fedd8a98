package dev.flexidb.embedded;

import dev.flexidb.embedded.Faults.Flow;
import java.time.Duration;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * A TCP proxy that makes a network go wrong on purpose, for tests and benchmarks. Thread-safe; a
 * change holds for connections that are open and for those to come, and has taken effect when the
 * method returns.
 *
 * <pre>{@code
 * try (FaultProxy proxy = FaultProxy.to(server)) {
 *   proxy.delay(Duration.ofMillis(2)); // each way
 *   proxy.cutOnce(Cut.answerTo("COMMIT"));
 *   ConnectionFactories.get(proxy.r2dbcUrl());
 * }
 * }</pre>
 *
 * <p>It moves bytes on one daemon thread, an event loop of its own, for which every method waits a
 * moment. Half-closed connections stay half closed, and a reset by one side reaches the other as a
 * reset. Each direction of a connection holds up to 4 MiB; then it reads no more, and TCP holds the
 * sender back.
 *
 * <p>After Toxiproxy by Shopify, which works the same way outside of the JVM.
 */
public final class FaultProxy implements AutoCloseable {

  private static final Duration LONGEST_DELAY = Duration.ofHours(1);

  private final Listener listener;
  private final @Nullable Endpoint endpoint;

  private FaultProxy(Listener listener, @Nullable Endpoint server) {
    this.listener = listener;
    this.endpoint = server == null ? null : server.at(Listener.HOST, listener.port());
  }

  /**
   * A proxy without faults in front of whatever listens there, now or later.
   *
   * @throws IllegalArgumentException if the host has no address
   */
  public static FaultProxy to(String host, int port) {
    return new FaultProxy(Listener.start(host, port), null);
  }

  /** A proxy without faults in front of a database server, whose life it does not touch. */
  public static FaultProxy to(DatabaseServer server) {
    return new FaultProxy(Listener.start(server.host(), server.port()), server.endpoint());
  }

  /** Where it listens: on the loopback address. */
  public String host() {
    return Listener.HOST;
  }

  /** Where it listens; the same after {@link #refuse()} and {@link #accept()}. */
  public int port() {
    return listener.port();
  }

  /**
   * As {@link DatabaseServer#r2dbcUrl()}, through the proxy.
   *
   * @throws IllegalStateException unless it was made from a {@link DatabaseServer}
   */
  public String r2dbcUrl() {
    return r2dbcUrl(endpoint().database());
  }

  /**
   * As {@link DatabaseServer#r2dbcUrl(String)}, through the proxy.
   *
   * @throws IllegalStateException unless it was made from a {@link DatabaseServer}
   */
  public String r2dbcUrl(String database) {
    return endpoint().r2dbcUrl(database);
  }

  /**
   * As {@link DatabaseServer#jdbcUrl(String)}, through the proxy.
   *
   * @throws IllegalStateException unless it was made from a {@link DatabaseServer}
   */
  public String jdbcUrl(String database) {
    return endpoint().jdbcUrl(database);
  }

  private Endpoint endpoint() {
    if (endpoint == null) {
      throw new IllegalStateException(
          "%s was made from host and port and knows no URL; make it from a DatabaseServer"
              .formatted(this));
    }
    return endpoint;
  }

  /**
   * Adds latency each way, so twice as much to a round trip; as {@link #delay(Direction,
   * Duration)}.
   *
   * @throws IllegalArgumentException if it is negative or above an hour
   */
  public void delay(Duration eachWay) {
    delay(eachWay, Direction.values());
  }

  /**
   * Adds latency one way: each byte leaves so long after it came, or a little later, never earlier
   * and never out of order. What is on its way does not wait for what is before it, so throughput
   * is not limited (but for 4 MiB in flight). Connecting itself is not delayed. With Netty's native
   * transport (Linux, macOS) the excess is about a tenth of a millisecond on an idle machine;
   * without it, up to one.
   *
   * @throws IllegalArgumentException if it is negative or above an hour
   */
  public void delay(Direction direction, Duration oneWay) {
    delay(oneWay, new Direction[] {direction});
  }

  private void delay(Duration delay, Direction[] directions) {
    if (delay.isNegative() || delay.compareTo(LONGEST_DELAY) > 0) {
      throw new IllegalArgumentException(
          "delay is %s; give one from zero to %s".formatted(delay, LONGEST_DELAY));
    }
    listener.change(faults -> faults.delay(delay.toNanos(), directions));
  }

  /** Takes bytes from both sides and holds them until {@link #resume()}. */
  public void stall() {
    listener.change(faults -> faults.flow(Flow.HOLD, Direction.values()));
  }

  /** Takes bytes going one way and holds them until {@link #resume()}. */
  public void stall(Direction direction) {
    listener.change(faults -> faults.flow(Flow.HOLD, direction));
  }

  /**
   * Swallows what both sides send, as a firewall does that has forgotten the connection. The end of
   * a connection is held until {@link #resume()}.
   */
  public void drop() {
    listener.change(faults -> faults.flow(Flow.DROP, Direction.values()));
  }

  /** Swallows what is sent one way; as {@link #drop()}. */
  public void drop(Direction direction) {
    listener.change(faults -> faults.flow(Flow.DROP, direction));
  }

  /** Ends stalling and dropping: what was held goes on, what was dropped is lost. */
  public void resume() {
    listener.change(faults -> faults.flow(Flow.PASS, Direction.values()));
  }

  /**
   * Cuts every connection on which this comes true, until {@link #heal()} or another cut takes its
   * place. What had passed before arrives; then both sides are closed.
   */
  public void cut(Cut when) {
    listener.change(faults -> faults.arm(when, false));
  }

  /** Cuts the first connection on which this comes true, and no other; else as {@link #cut}. */
  public void cutOnce(Cut when) {
    listener.change(faults -> faults.arm(when, true));
  }

  /** Ends every connection now, with an RST to both sides; what was on its way is lost. */
  public void reset() {
    listener.reset();
  }

  /** Listens no more, so that new connections are refused, until {@link #accept()}. */
  public void refuse() {
    listener.unbind();
  }

  /**
   * Accepts new connections and lets them hang: nothing is read from them, and nothing is connected
   * to the server, until {@link #accept()}. If new ones are refused, they are from then on
   * accepted.
   */
  public void hang() {
    listener.change(faults -> faults.hang = true);
    listener.bind();
  }

  /** Takes new connections again, and with them those that hang. */
  public void accept() {
    listener.change(faults -> faults.hang = false);
    listener.bind();
  }

  /**
   * Ends every fault: no delay, no cut, and all that {@link #resume()} and {@link #accept()} do.
   */
  public void heal() {
    listener.change(Faults::heal);
    listener.bind();
  }

  /** How many connections are open, also those that hang. */
  public int openConnections() {
    return connections().size();
  }

  /** How many connections were accepted since the counters were last reset. */
  public long totalConnections() {
    return listener.accepted();
  }

  /** What has passed on all connections, also on those that are closed. */
  public Traffic traffic() {
    return listener.traffic();
  }

  /**
   * What has passed on each open connection, by its number; they are numbered from 1 as they come.
   */
  public SortedMap<Long, Traffic> connections() {
    return listener.connections();
  }

  /** Sets all that is counted to zero; open connections stay open and keep their numbers. */
  public void resetCounters() {
    listener.resetCounters();
  }

  /**
   * Stops listening, ends every connection as {@link #reset()} does, and ends the thread. Doing so
   * twice does nothing; every other change then throws {@link IllegalStateException}.
   */
  @Override
  public void close() {
    listener.close();
  }

  /** Where it listens and where it leads. */
  @Override
  public String toString() {
    return listener.toString();
  }
}
