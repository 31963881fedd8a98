package dev.flexidb.connection;

import io.netty.util.ReferenceCountUtil;
import io.r2dbc.spi.Result;

/** A segment that can be read until it is released here, whatever its driver does meanwhile. */
final class RetainedSegment {

  private static final boolean COUNTED = isPresent("io.netty.util.ReferenceCounted");

  private final Result.Segment segment;

  private RetainedSegment(Result.Segment segment) {
    this.segment = segment;
  }

  /** Called while the driver hands the segment over. */
  static RetainedSegment of(Result.Segment segment) {
    if (COUNTED) {
      Netty.retain(segment);
    }
    return new RetainedSegment(segment);
  }

  /** Of a segment that the driver had ready, and will not hand over any more. */
  static void discard(Result.Segment segment) {
    if (COUNTED) {
      Netty.release(segment);
    }
  }

  /** Whether the item is a segment by which the server says that something is wrong. */
  static boolean isMessage(Object item) {
    return item instanceof RetainedSegment retained && retained.segment instanceof Result.Message;
  }

  Result.Segment segment() {
    return segment;
  }

  void release() {
    discard(segment);
  }

  private static boolean isPresent(String type) {
    try {
      Class.forName(type, false, RetainedSegment.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException notOnNetty) {
      return false;
    }
  }

  /** Apart, because a driver that is not built on Netty comes without it. */
  private static final class Netty {

    static void retain(Object segment) {
      ReferenceCountUtil.retain(segment);
    }

    static void release(Object segment) {
      ReferenceCountUtil.release(segment);
    }
  }
}
