package dev.flexidb.embedded;

import dev.flexidb.embedded.Faults.Armed;
import dev.flexidb.embedded.Faults.Flow;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a connection: a delay line. Each chunk is stamped when it arrives and leaves
 * when it is old enough, in order; the faults are decided when it leaves. It reads from its own
 * channel and writes to that of the line beside it.
 */
final class Line extends ChannelInboundHandlerAdapter {

  /** With so much on its way it reads no more, and TCP holds the sender back. */
  private static final int WINDOW = 4 << 20;

  private enum Kind {
    DATA,
    END,
    RESET
  }

  private record Chunk(Kind kind, ByteBuf bytes, long arrived) {}

  private final Relay relay;
  private final Direction direction;
  private final Faults faults;
  private final Deque<Chunk> waiting = new ArrayDeque<>();
  private @Nullable Channel channel;
  private @Nullable Armed watched;
  private @Nullable Watch watch;
  private @Nullable Future<?> wake;
  private long wakeAt;
  private int held;
  private boolean releasing;
  private boolean readAll;
  private boolean ended;

  Line(Relay relay, Direction direction, Faults faults) {
    this.relay = relay;
    this.direction = direction;
    this.faults = faults;
  }

  @Nullable Channel channel() {
    return channel;
  }

  boolean ended() {
    return ended;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    channel = context.channel();
    context.fireChannelActive();
    relay.connected();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    relay.received(direction);
    add(context, Kind.DATA, (ByteBuf) message);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    release();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    relay.beside(this).release();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      add(context, Kind.END, Unpooled.EMPTY_BUFFER);
      release();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    add(context, Kind.RESET, Unpooled.EMPTY_BUFFER);
    release();
    context.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    // What follows is channelInactive; the peer's reset is no news to anybody here.
    ChannelFuture unused = context.close();
  }

  private void add(ChannelHandlerContext context, Kind kind, ByteBuf bytes) {
    if (!relay.isOpen()) {
      bytes.release();
      return;
    }
    readAll |= kind != Kind.DATA;
    held += bytes.readableBytes();
    waiting.add(new Chunk(kind, bytes, now(context.channel())));
  }

  /** The loop's clock, which its timers go by. */
  private static long now(Channel channel) {
    return channel.eventLoop().ticker().nanoTime();
  }

  /** Hands on whatever may leave by now. */
  void release() {
    Channel target = relay.beside(this).channel;
    if (releasing || target == null || channel == null) {
      return;
    }
    // A write that fills or drains the target calls back in here.
    releasing = true;
    while (mayLeave(target)) {
      while (mayLeave(target)) {
        forward(waiting.remove(), target);
      }
      target.flush();
    }
    releasing = false;
    // Netty's epoll transport fails if it is told to read again after the end.
    if (relay.isOpen() && !readAll) {
      channel.config().setAutoRead(held < WINDOW);
    }
  }

  private boolean mayLeave(Channel target) {
    Chunk head = waiting.peek();
    Faults.Way way = faults.way(direction);
    if (head == null || way.flow == Flow.HOLD) {
      return false;
    }
    if (head.kind == Kind.DATA ? !target.isWritable() : way.flow == Flow.DROP) {
      return false;
    }
    long due = head.arrived + way.delayNanos;
    long wait = way.delayNanos == 0 ? 0 : due - now(target);
    if (wait > 0) {
      wakeAt(due, wait, target);
      return false;
    }
    return true;
  }

  private void wakeAt(long due, long wait, Channel target) {
    if (wake == null || wakeAt != due) {
      cancelWake();
      wakeAt = due;
      wake = target.eventLoop().schedule(this::woken, wait, TimeUnit.NANOSECONDS);
    }
  }

  private void woken() {
    wake = null;
    release();
  }

  private void forward(Chunk chunk, Channel target) {
    held -= chunk.bytes.readableBytes();
    switch (chunk.kind) {
      case DATA -> forward(chunk.bytes, chunk.arrived, target);
      case END -> {
        ended = true;
        target.flush();
        ChannelFuture unused = ((DuplexChannel) target).shutdownOutput();
        relay.ended();
      }
      case RESET -> relay.reset();
    }
  }

  private void forward(ByteBuf bytes, long arrived, Channel target) {
    if (relay.isLost(direction, arrived)) {
      bytes.release();
      relay.cut();
      return;
    }
    if (faults.way(direction).flow == Flow.DROP) {
      bytes.release();
      return;
    }
    int passing = scan(bytes);
    boolean seen = passing != Watch.UNSEEN;
    Armed armed = watched;
    boolean cutHere = seen && armed != null && !armed.cut.atAnswer;
    if (cutHere) {
      bytes.writerIndex(bytes.readerIndex() + passing);
    }
    relay.forwarded(direction, bytes.readableBytes());
    ChannelFuture unused = target.write(bytes);
    if (armed != null && seen) {
      faults.fired(armed);
      if (cutHere) {
        relay.cut();
      } else {
        relay.loseAnswer(now(target));
      }
    }
  }

  private int scan(ByteBuf bytes) {
    Armed armed = faults.armed;
    if (armed != watched) {
      watched = armed;
      watch = armed != null && armed.cut.direction == direction ? armed.cut.watch() : null;
    }
    return watch == null ? Watch.UNSEEN : watch.scan(bytes);
  }

  void discard() {
    cancelWake();
    waiting.forEach(chunk -> chunk.bytes.release());
    waiting.clear();
    held = 0;
  }

  private void cancelWake() {
    if (wake != null) {
      wake.cancel(false);
      wake = null;
    }
  }
}
