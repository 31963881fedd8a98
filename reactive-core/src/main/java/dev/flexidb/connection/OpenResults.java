package dev.flexidb.connection;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * The Results of one statement of which the driver has not said its last word. The end of a Result
 * may be told when the next one is there; that of the last one waits for the statement's. One
 * producer; everything else from any thread.
 */
final class OpenResults {

  private final Queue<OwnedResult> open = new ConcurrentLinkedQueue<>();
  private volatile @Nullable OwnedResult last;
  private volatile boolean waitedFor;

  void add(OwnedResult result) {
    OwnedResult previous = last;
    last = result;
    open.add(result);
    if (previous != null) {
      previous.release();
    }
  }

  /** The driver has said its last word about it. */
  void over(OwnedResult result) {
    open.remove(result);
    if (result != last) {
      result.release();
    }
  }

  /** The statement is over, and so the end of its last Result may be told. */
  void release() {
    OwnedResult result = last;
    if (result != null) {
      result.release();
    }
  }

  /** Whether the driver has begun the last Result and not ended it. */
  boolean isLastOpen() {
    OwnedResult result = last;
    return result != null && !result.isOver();
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

  void cutShort() {
    open.forEach(OwnedResult::cutShort);
  }
}
