package dev.flexidb.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.resources.LoopResources;
import reactor.netty.tcp.TcpResources;

/** Event loops whose first channel can be lost, and whose buffers are counted. */
final class LossyLoops implements LoopResources {

  /** Much more than a driver takes ahead of its reader. */
  private static final int UNREAD = 200_000;

  private final UnpooledByteBufAllocator buffers = new UnpooledByteBufAllocator(true);
  private final List<Channel> channels = new CopyOnWriteArrayList<>();

  @Override
  public <C extends Channel> C onChannel(Class<C> type, EventLoopGroup group) {
    C channel = TcpResources.get().onChannel(type, group);
    channel.config().setAllocator(buffers);
    channel.pipeline().addFirst(new Line());
    channels.add(channel);
    return channel;
  }

  @Override
  public <C extends Channel> Class<? extends C> onChannelClass(
      Class<C> type, EventLoopGroup group) {
    return TcpResources.get().onChannelClass(type, group);
  }

  @Override
  public EventLoopGroup onServer(boolean useNative) {
    return TcpResources.get().onServer(useNative);
  }

  /** Lets the first channel receive what nobody has asked for, and then lose its server. */
  Mono<Void> lose() {
    Channel first = channels.get(0);
    return on(first, () -> first.pipeline().get(Line.class).lose(first)).then(closed(first));
  }

  /** Ends when all channels are closed. */
  Mono<Void> allClosed() {
    return Flux.fromIterable(channels).concatMap(LossyLoops::closed).then();
  }

  private static Mono<Void> closed(Channel channel) {
    Mono<Void> noticed =
        Mono.create(sink -> channel.closeFuture().addListener(closed -> sink.success()));
    // The first turn may come before the channel's handlers are told, the second comes behind.
    return noticed.then(on(channel, () -> {})).then(on(channel, () -> {}));
  }

  private static Mono<Void> on(Channel channel, Runnable task) {
    Scheduler loop = Schedulers.fromExecutor(channel.eventLoop());
    return Mono.<Void>fromRunnable(task).subscribeOn(loop);
  }

  /** Bytes outside of the heap that nobody has released. */
  long unreleased() {
    return buffers.metric().usedDirectMemory();
  }

  private static final class Line extends ChannelInboundHandlerAdapter {

    private boolean breaking;
    private int received;

    void lose(Channel channel) {
      breaking = true;
      received = 0;
      channel.read();
    }

    @Override
    public void channelRead(ChannelHandlerContext reading, Object message) {
      received += ((ByteBuf) message).readableBytes();
      reading.fireChannelRead(message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext reading) {
      reading.fireChannelReadComplete();
      if (breaking && received < UNREAD) {
        reading.read();
      } else if (breaking) {
        // As the loop itself does when a line breaks.
        reading.channel().unsafe().close(reading.voidPromise());
      }
    }
  }
}
