package dev.flexidb.connection;

import dev.flexidb.batch.Guard;
import java.util.concurrent.atomic.AtomicReference;
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
   */
  void judge(boolean cut) {
    Throwable error = failure.get();
    if (error == null) {
      call.succeed();
    } else if (cut && failedInVain) {
      call.cancel();
    } else {
      call.fail(error);
    }
  }
}
