package dev.flexidb.connection;

import dev.flexidb.batch.Guard;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What came of one statement, for its user and for the guard of the database. Thread-safe. */
final class Outcome {

  private final Guard.Call call;
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  /** Whoever is told of an error cancels the rest: that is no loss of interest. */
  private volatile boolean failedInVain;

  private volatile boolean told;

  Outcome(Guard.Call call) {
    this.call = call;
  }

  /**
   * @param wanted whether somebody waited for the statement
   */
  void fail(Throwable error, boolean wanted) {
    if (failure.compareAndSet(null, error)) {
      failedInVain = !wanted;
    }
  }

  /** What went wrong first; null as long as nothing did. */
  @Nullable Throwable failure() {
    return failure.get();
  }

  /** The reader of a Result was told what went wrong. */
  void told() {
    told = true;
  }

  boolean isTold() {
    return told;
  }

  /** It never ran. */
  void neverRan() {
    call.cancel();
  }

  /**
   * Lets the guard judge.
   *
   * @param cut whether the user had lost interest
   * @param ownDeadline tells an error that is the user's own deadline, and says nothing of the
   *     database
   */
  void judge(boolean cut, Predicate<Throwable> ownDeadline) {
    Throwable error = failure.get();
    if (error == null) {
      call.succeed();
    } else if ((cut && failedInVain) || ownDeadline.test(error)) {
      call.cancel();
    } else {
      call.fail(error);
    }
  }
}
