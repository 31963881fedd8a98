package dev.flexidb.connection;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * The Results of one statement. The end of each waits for the statement's, which may still fail and
 * undo all of them; but where they are read one after the other, it is told when the next one is
 * there. One producer; everything else from any thread.
 */
final class OpenResults {

  private final Queue<OwnedResult> open = new ConcurrentLinkedQueue<>();

  /** Those whose end may not be told yet. */
  private final Queue<OwnedResult> held = new ConcurrentLinkedQueue<>();

  private volatile @Nullable OwnedResult last;
  private volatile boolean waitedFor;
  private volatile boolean releasedEarlier;

  void add(OwnedResult result) {
    last = result;
    held.add(result);
    open.add(result);
  }

  /** The ends of those before the last one may be told. */
  void releaseEarlier() {
    for (OwnedResult earlier = held.peek(); earlier != null && earlier != last; ) {
      held.remove(earlier);
      releasedEarlier = true;
      earlier.release();
      earlier = held.peek();
    }
  }

  /** Whether an end was told before that of the statement. */
  boolean haveReleasedEarlier() {
    return releasedEarlier;
  }

  /** The driver has said its last word about it. */
  void over(OwnedResult result) {
    open.remove(result);
  }

  /** The statement is over, and so the ends of all may be told. */
  void release() {
    for (OwnedResult result = held.poll(); result != null; result = held.poll()) {
      result.release();
    }
  }

  /** Whether the user has, or is to have, the last Result, and the driver has not ended it. */
  boolean isLastOpen() {
    OwnedResult result = last;
    return result != null && !result.isOver() && !result.isDropped();
  }

  /** Whether somebody reads, or has read, the last one. */
  boolean isLastRead() {
    OwnedResult result = last;
    return result != null && result.isRead();
  }

  /** Whether nobody will see more of any. */
  boolean areUnwanted() {
    return open.stream().allMatch(OwnedResult::isUnwanted);
  }

  /** Another statement waits: what nobody has begun to read is dropped, the rest hurries. */
  void hurry() {
    waitedFor = true;
    open.forEach(OwnedResult::hurry);
  }

  /** Whether another statement waits, so that an unread Result is in its way. */
  boolean areWaitedFor() {
    return waitedFor;
  }

  /** The readers are told this at once, and nothing more. */
  void cutShort(Throwable why) {
    open.forEach(result -> result.cutShort(why));
  }

  /** As {@link #cutShort}, also whoever reads the last one and waits for the statement's end. */
  void giveUp(Throwable why) {
    cutShort(why);
    OwnedResult result = last;
    if (result != null) {
      result.cutShort(why);
    }
  }
}
