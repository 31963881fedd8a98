package dev.flexidb.embedded;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import org.jspecify.annotations.Nullable;
import reactor.netty.tcp.TcpClient;

/** A client's connection and the one to the server that it leads to; lives on the event loop. */
final class Relay {

  final Line toServer;
  final Line toClient;
  private final Tally total;
  private final Tally tally = new Tally();
  private final Runnable onClosed;
  private boolean open = true;
  private boolean connecting;
  private boolean asked;
  private boolean answerLost;
  private long answerLostFrom;

  Relay(Channel client, Faults faults, Tally total, Runnable onClosed) {
    this.toServer = new Line(this, Direction.TO_SERVER, faults);
    this.toClient = new Line(this, Direction.TO_CLIENT, faults);
    this.total = total;
    this.onClosed = onClosed;
    client.pipeline().addFirst(toServer);
  }

  /** Does nothing the second time. */
  void connect(TcpClient server) {
    if (!connecting) {
      connecting = true;
      server
          .doOnChannelInit((observer, channel, address) -> channel.pipeline().addFirst(toClient))
          .connect()
          .subscribe(connection -> {}, failure -> reset());
    }
  }

  void connected() {
    if (!open) {
      close(toServer.channel());
      close(toClient.channel());
    } else {
      release();
    }
  }

  void release() {
    toServer.release();
    toClient.release();
  }

  boolean isOpen() {
    return open;
  }

  Line beside(Line line) {
    return line == toServer ? toClient : toServer;
  }

  void received(Direction direction) {
    asked |= direction == Direction.TO_SERVER;
  }

  void forwarded(Direction direction, int bytes) {
    tally.passed(direction, bytes);
    total.passed(direction, bytes);
    if (asked && direction == Direction.TO_CLIENT) {
      asked = false;
      tally.turned();
      total.turned();
    }
  }

  void loseAnswer(long from) {
    if (!answerLost) {
      answerLost = true;
      answerLostFrom = from;
    }
  }

  boolean isLost(Direction direction, long arrived) {
    return answerLost && direction == Direction.TO_CLIENT && arrived - answerLostFrom >= 0;
  }

  Traffic traffic() {
    return tally.traffic();
  }

  void resetTally() {
    tally.reset();
  }

  /** Both sides have said all they had to say. */
  void ended() {
    if (toServer.ended() && toClient.ended()) {
      cut();
    }
  }

  /** What was handed on arrives, then both sides are closed. */
  void cut() {
    if (closed()) {
      close(toServer.channel());
      close(toClient.channel());
    }
  }

  /** Both sides get an RST. */
  void reset() {
    if (closed()) {
      reset(toServer.channel());
      reset(toClient.channel());
    }
  }

  private boolean closed() {
    boolean first = open;
    open = false;
    if (first) {
      toServer.discard();
      toClient.discard();
      onClosed.run();
    }
    return first;
  }

  private static void close(@Nullable Channel channel) {
    if (channel != null) {
      channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }
  }

  /** One that is closed already has no socket to ask for an RST, and it may be who asks. */
  private static void reset(@Nullable Channel channel) {
    if (channel != null && channel.isOpen()) {
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
      ChannelFuture unused = channel.close();
    }
  }
}
