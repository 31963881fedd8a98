package io.r2dbc.postgresql;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.r2dbc.postgresql.message.frontend.CompositeFrontendMessage;
import io.r2dbc.postgresql.message.frontend.FrontendMessage;
import io.r2dbc.postgresql.message.frontend.Sync;
import org.jspecify.annotations.NullMarked;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/**
 * Encoded messages in front of a message group of the driver's, or behind the Sync that it begins
 * with when the driver tries again.
 */
@NullMarked
record PrefixedGroup(ByteBuf prefix, CompositeFrontendMessage group) implements FrontendMessage {

  private static final int SYNC_LENGTH = 5;

  @Override
  public Publisher<ByteBuf> encode(ByteBufAllocator allocator) {
    return Mono.fromSupplier(
        () -> {
          // In a buffer of its own: Parse writes its length to the buffer's second byte.
          ByteBuf own = allocator.buffer();
          try {
            group.encode(own);
            ByteBuf all = allocator.buffer(prefix.readableBytes() + own.readableBytes());
            if (own.getByte(0) == 'S') {
              Sync.INSTANCE.encode(all);
              withoutSync(own);
            }
            return all.writeBytes(prefix).writeBytes(own);
          } finally {
            own.release();
            prefix.release();
          }
        });
  }

  /** Behind a Sync the driver's Parse has written its length over that of the Sync. */
  private static void withoutSync(ByteBuf own) {
    int written = own.getInt(1);
    own.skipBytes(SYNC_LENGTH);
    if (own.getByte(SYNC_LENGTH) == 'P') {
      own.setInt(SYNC_LENGTH + 1, written - SYNC_LENGTH);
    }
  }
}
