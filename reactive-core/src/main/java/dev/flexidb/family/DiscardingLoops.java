package dev.flexidb.family;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.netty.channel.ChannelOperations;
import reactor.netty.resources.LoopResources;
import reactor.netty.tcp.TcpResources;

/**
 * Event loops of others, for channels that drop what is unread when they are closed. Disposing of
 * it does nothing: the loops are not its own. Thread-safe.
 */
final class DiscardingLoops implements LoopResources {

  private final @Nullable LoopResources users;

  private DiscardingLoops(@Nullable LoopResources users) {
    this.users = users;
  }

  /**
   * Around those that the user gave, or Reactor Netty's own, which a driver takes by default; null
   * if what the user gave is something else.
   */
  static @Nullable LoopResources around(@Nullable Object given) {
    return given == null || given instanceof LoopResources
        ? new DiscardingLoops((LoopResources) given)
        : null;
  }

  private LoopResources loops() {
    return users == null ? TcpResources.get() : users;
  }

  @Override
  public <C extends Channel> C onChannel(Class<C> type, EventLoopGroup group) {
    C channel = loops().onChannel(type, group);
    channel.pipeline().addFirst(Discard.AT_CLOSE);
    return channel;
  }

  @Override
  public <C extends Channel> Class<? extends C> onChannelClass(
      Class<C> type, EventLoopGroup group) {
    return loops().onChannelClass(type, group);
  }

  @Override
  public EventLoopGroup onClient(boolean useNative) {
    return loops().onClient(useNative);
  }

  @Override
  public EventLoopGroup onServer(boolean useNative) {
    return loops().onServer(useNative);
  }

  @Override
  public EventLoopGroup onServerSelect(boolean useNative) {
    return loops().onServerSelect(useNative);
  }

  @Override
  public boolean daemon() {
    return loops().daemon();
  }

  /** Reactor Netty keeps a resolver of names for each that differs, for ever. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof DiscardingLoops that && Objects.equals(users, that.users);
  }

  @Override
  public int hashCode() {
    return Objects.hashCode(users);
  }

  /**
   * Ends what the channel receives with what was asked for. Reactor Netty would keep the rest for a
   * reader that the driver ends right behind this, when the channel is unregistered.
   */
  @ChannelHandler.Sharable
  private static final class Discard extends ChannelInboundHandlerAdapter {

    private static final Discard AT_CLOSE = new Discard();

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      // Looked up first: the channel forgets it when it hears of its end.
      ChannelOperations<?, ?> connection = ChannelOperations.get(context.channel());
      context.fireChannelInactive();
      if (connection != null) {
        connection.discard();
      }
    }
  }
}
