package dev.flexidb.connection;

import dev.flexidb.batch.Guard;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What came of one statement, for its user and for the guard of the database, which judges an error
 * before anybody is told of it. Thread-safe.
 */
final class Outcome {

  private final Guard.Call call;
  private final Predicate<Throwable> ownDeadline;
  private final @Nullable ObservedQuery observed;
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private volatile boolean told;

  /** What the reader of a Result is to see as a segment, and whether it still wants to. */
  private volatile @Nullable Throwable shown;

  private volatile BooleanSupplier seen = () -> false;

  /**
   * @param ownDeadline tells an error that is the user's own deadline, and says nothing of the
   *     database
   * @param observed where somebody is to be told of its end; null for nobody
   */
  Outcome(Guard.Call call, Predicate<Throwable> ownDeadline, @Nullable ObservedQuery observed) {
    this.call = call;
    this.ownDeadline = ownDeadline;
    this.observed = observed;
  }

  /**
   * What went wrong; what went wrong before it stands.
   *
   * @param wanted whether somebody waited for the statement; whoever is told of an error cancels
   *     the rest afterwards, which is no loss of interest
   */
  void fail(Throwable error, boolean wanted) {
    if (!failure.compareAndSet(null, error)) {
      return;
    }
    if (wanted && !ownDeadline.test(error)) {
      call.fail(error);
    } else {
      call.cancel();
    }
  }

  /** What went wrong first; null as long as nothing did. */
  @Nullable Throwable failure() {
    return failure.get();
  }

  /** What it was that went wrong is known better now. */
  void explain(Throwable better) {
    failure.set(better);
  }

  /** The reader of a Result was told what went wrong. */
  void told() {
    told = true;
  }

  boolean isTold() {
    return told || isShown();
  }

  /**
   * An error that comes as a segment.
   *
   * @param seenByReader whether the reader of its Result sees it, or may still
   */
  void show(Throwable error, BooleanSupplier seenByReader) {
    seen = seenByReader;
    shown = error;
  }

  /** Whether what went wrong is no more than what the reader of a Result sees as a segment. */
  boolean isShown() {
    Throwable error = failure.get();
    return error != null && error == shown && seen.getAsBoolean();
  }

  /** The server has sent a part of its answer. */
  void answered() {
    call.answered();
  }

  /** The server has said its last word about a part of it. */
  void ran() {
    if (observed != null) {
      observed.ran();
    }
  }

  /** It never ran, or a part of it did not. */
  void neverRan() {
    call.cancel();
    if (observed != null) {
      observed.neverRan();
    }
  }

  /** Its user wants no more of it. */
  void cancelled() {
    if (observed != null && failure.get() == null) {
      observed.cancelled();
    }
  }

  /** Its user is told this, whatever the server says later. */
  void cutShort(Throwable why) {
    if (observed != null && failure.get() == null) {
      observed.cutShort(why);
    }
  }

  /** No answer comes any more. */
  void abandoned() {
    if (observed != null) {
      observed.over(failure.get());
    }
  }

  /** The server has said its last word; what went wrong is judged already. */
  void over() {
    Throwable error = failure.get();
    if (error == null) {
      call.succeed();
    }
    if (observed != null) {
      observed.over(error);
    }
  }
}
