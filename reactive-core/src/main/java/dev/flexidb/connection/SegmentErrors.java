package dev.flexidb.connection;

import io.r2dbc.spi.Result;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The errors of one Result that the driver tells as segments. They are judged as they pass; its
 * reader is told what R2DBC promises, unless it would take for done what is undone. Thread-safe.
 */
final class SegmentErrors {

  private final Exchange exchange;
  private final Supplier<@Nullable ResultSubscriber<?>> reader;

  /** An error that the reader is to see, and whether it has. */
  private volatile Result.@Nullable Segment handed;

  private volatile boolean seen;
  private volatile @Nullable Throwable filteredOut;

  /**
   * @param reader of the Result; null while there is none
   */
  SegmentErrors(Exchange exchange, Supplier<@Nullable ResultSubscriber<?>> reader) {
    this.exchange = exchange;
    this.reader = reader;
  }

  /** The driver hands over a segment, which the reader sees in its own time. */
  void hand(Result.Segment segment) {
    if (segment instanceof Result.Message message && exchange.said(message, this::isSeen) != null) {
      handed = segment;
    }
  }

  private boolean isSeen() {
    ResultSubscriber<?> told = reader.get();
    return seen || (told != null && !told.wasCut());
  }

  /** The reader has the segment. */
  void see(Result.Segment segment) {
    if (segment == handed) {
      seen = true;
    }
  }

  /** The reader does not want the segment. */
  void filterOut(Result.Segment segment) {
    if (segment instanceof Result.Message message) {
      Throwable error = exchange.said(message, () -> false);
      if (error != null) {
        filteredOut = error;
      }
    }
  }

  /** What the reader is to be told went wrong; null if nothing did, or if it may not be told. */
  @Nullable Throwable failure() {
    Throwable error = exchange.failure();
    if (error == null || exchange.isFailureShown()) {
      return null;
    }
    boolean passedOver = error == filteredOut && !(exchange.isUndone() && hasToldSomething());
    return passedOver ? null : error;
  }

  private boolean hasToldSomething() {
    ResultSubscriber<?> told = reader.get();
    return exchange.hasToldAnEnd() || (told != null && told.hasToldSomething());
  }

  /** Whether the item that was held back is undone by an error that the reader filtered out. */
  boolean undoLastItem() {
    Throwable error = exchange.failure();
    return error != null && error == filteredOut && exchange.isUndone();
  }
}
