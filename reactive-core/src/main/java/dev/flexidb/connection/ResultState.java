package dev.flexidb.connection;

import dev.flexidb.error.DeadlineExceededException;
import dev.flexidb.pooling.DriverThread;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;

/** How far one Result of an exchange is: handed over, being read, over, released. Thread-safe. */
final class ResultState {

  /** Stands for an item that nobody is to see. */
  static final Object NOTHING = new Object();

  private final Exchange exchange;
  private final boolean holdsLastItem;

  /** Who reads it: its user or the bin, or what keeps it until its user reads it. */
  private final AtomicReference<@Nullable Object> owner = new AtomicReference<>();

  private final SegmentErrors segments;

  private @Nullable OwnedResult result;
  private volatile @Nullable ResultSubscriber<?> reader;
  private volatile @Nullable Throwable thrown;

  private volatile boolean dropped;
  private volatile boolean unsent;
  private volatile boolean handedOver;
  private volatile boolean over;
  private volatile boolean released;

  ResultState(Exchange exchange, boolean holdsLastItem) {
    this.exchange = exchange;
    this.holdsLastItem = holdsLastItem;
    this.segments = new SegmentErrors(exchange, () -> reader);
  }

  void belongsTo(OwnedResult owner) {
    result = owner;
  }

  /** Whether its reading sends it, and nothing else is under way. */
  boolean isUnsentYet() {
    return exchange.isQuiet();
  }

  DriverThread thread() {
    return exchange.thread();
  }

  Context context() {
    return exchange.currentContext();
  }

  /** The right to read it, which is given once. */
  boolean claim() {
    return owner.compareAndSet(null, this);
  }

  /** The same right, for what keeps it. */
  boolean keepBy(KeptResult kept) {
    return owner.compareAndSet(null, kept);
  }

  /** What keeps it; null if nothing does. */
  @Nullable KeptResult kept() {
    return owner.get() instanceof KeptResult kept ? kept : null;
  }

  /** It is read to the bin. */
  void dropped() {
    unsent = !handedOver && exchange.isSentByReading();
    dropped = true;
  }

  boolean isDropped() {
    return dropped;
  }

  /** Whether it was dropped before its user had it, and the driver never sent it. */
  boolean isUnsent() {
    return unsent;
  }

  /** Whether nobody will see more of it. */
  boolean isUnwanted() {
    ResultSubscriber<?> told = reader;
    return dropped || (told != null && told.isCut());
  }

  /** Its reader wants no more. */
  void cut() {
    exchange.resultCut();
  }

  void readBy(ResultSubscriber<?> newReader) {
    reader = newReader;
  }

  boolean isRead() {
    return reader != null;
  }

  /** Whether the last item is kept back until the transaction around the statement is committed. */
  boolean holdsLastItem() {
    return holdsLastItem;
  }

  void handedOver() {
    handedOver = true;
    OwnedResult unread = result;
    if (exchange.isWaitedFor() && unread != null) {
      unread.drop();
    }
  }

  boolean isHandedOver() {
    return handedOver;
  }

  /** The first row is here. */
  void answered() {
    exchange.answered();
  }

  /** The driver has said its last word about it. */
  void over(@Nullable Throwable error) {
    over = true;
    OwnedResult owner = result;
    if (owner != null) {
      exchange.resultOver(owner, error == null ? null : exchange.told(error));
    }
  }

  boolean isOver() {
    return over;
  }

  /** Its end may be told to the reader. */
  void release() {
    released = true;
    ResultSubscriber<?> told = reader;
    if (told != null) {
      told.released();
    }
  }

  /** Whether another statement waits for this one. */
  boolean isWaitedFor() {
    return exchange.isWaitedFor();
  }

  /** Another statement waits: whoever reads this is not to hold it up. */
  void hurry() {
    ResultSubscriber<?> told = reader;
    if (told != null) {
      told.hurry();
    }
  }

  boolean isReleased() {
    return released;
  }

  void cutShort(Throwable why) {
    ResultSubscriber<?> told = reader;
    if (told != null) {
      told.cutShort(why);
    }
  }

  /** Why it was read to the bin, where that was for a deadline; null for another reason. */
  @Nullable Throwable givenUp() {
    return exchange.failure() instanceof DeadlineExceededException passed ? passed : null;
  }

  /** What the reader is to be told went wrong; null if nothing did, or if that is a segment's. */
  @Nullable Throwable failure() {
    return segments.failure();
  }

  /** What of it came as segments. */
  SegmentErrors segments() {
    return segments;
  }

  /** An error of the driver, in our words. */
  Throwable told(Throwable error) {
    return exchange.told(error);
  }

  /** Whether that is told when the Result is released, and not at once. */
  boolean isInDoubt() {
    return exchange.isInDoubt();
  }

  /** What a function of the user threw. */
  @Nullable Throwable thrown() {
    return thrown;
  }

  /** Calls a function of the user; whatever it throws is kept for the reader. */
  Object shielded(Supplier<@Nullable Object> function) {
    ResultSubscriber<?> told = reader;
    if (thrown != null || told == null || told.isCut()) {
      return NOTHING;
    }
    try {
      Object value = function.get();
      if (value != null) {
        return value;
      }
      thrown = new NullPointerException("the function given to the Result returned null");
    } catch (Throwable error) {
      thrown = UserError.of(error);
    }
    return NOTHING;
  }
}
