package dev.flexidb.embedded;

import io.netty.buffer.ByteBuf;

/** Looks at all that passes in one direction of a connection, for what is to cut it. */
interface Watch {

  int UNSEEN = -1;

  /** How many of these bytes come before the cut, or {@link #UNSEEN}. */
  int scan(ByteBuf bytes);

  /** Counts down. */
  static Watch after(long count) {
    return new Watch() {
      private long left = count;

      @Override
      public int scan(ByteBuf bytes) {
        int size = bytes.readableBytes();
        if (size >= left) {
          return (int) left;
        }
        left -= size;
        return UNSEEN;
      }
    };
  }

  /** Finds the last byte of a pattern (Knuth, Morris and Pratt), also across chunks. */
  static Watch pattern(byte[] pattern, boolean forwardLast) {
    int[] fallback = fallback(pattern);
    return new Watch() {
      private int matched;

      @Override
      public int scan(ByteBuf bytes) {
        for (int i = 0; i < bytes.readableBytes(); i++) {
          matched = next(pattern, fallback, matched, bytes.getByte(bytes.readerIndex() + i));
          if (matched == pattern.length) {
            matched = fallback[matched - 1];
            return forwardLast ? i + 1 : i;
          }
        }
        return UNSEEN;
      }
    };
  }

  private static int[] fallback(byte[] pattern) {
    int[] fallback = new int[pattern.length];
    for (int i = 1; i < pattern.length; i++) {
      fallback[i] = next(pattern, fallback, fallback[i - 1], pattern[i]);
    }
    return fallback;
  }

  private static int next(byte[] pattern, int[] fallback, int matched, byte value) {
    int length = matched;
    while (length > 0 && pattern[length] != value) {
      length = fallback[length - 1];
    }
    return pattern[length] == value ? length + 1 : 0;
  }
}
