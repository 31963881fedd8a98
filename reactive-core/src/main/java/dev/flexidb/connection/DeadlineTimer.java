package dev.flexidb.connection;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Schedulers;

/**
 * Tells a statement that the deadline of its caller passed before its end came; the first of the
 * two counts. Thread-safe.
 */
final class DeadlineTimer implements Runnable {

  /** How long a COMMIT that was sent in time is waited for behind the deadline. */
  static final Duration COMMIT_GRACE = Duration.ofMillis(50);

  private final @Nullable CallDeadline deadline;
  private final BooleanSupplier committing;
  private final BiConsumer<CallDeadline, Boolean> passed;
  private final AtomicBoolean decided = new AtomicBoolean();
  private final Disposable.Swap timer = Disposables.swap();
  private volatile boolean inGrace;

  /**
   * @param deadline null for none
   * @param committing whether a COMMIT of ours is under way
   * @param passed is told the deadline, once, and whether a COMMIT was under way
   */
  DeadlineTimer(
      @Nullable CallDeadline deadline,
      BooleanSupplier committing,
      BiConsumer<CallDeadline, Boolean> passed) {
    this.deadline = deadline;
    this.committing = committing;
    this.passed = passed;
  }

  void start() {
    CallDeadline limit = deadline;
    if (limit != null) {
      schedule(limit.left());
    }
  }

  private void schedule(Duration left) {
    timer.update(Schedulers.parallel().schedule(this, left.toNanos(), TimeUnit.NANOSECONDS));
  }

  /** The end came; returns whether that was in time. */
  boolean end() {
    if (deadline == null) {
      return true;
    }
    timer.dispose();
    return decided.compareAndSet(false, true);
  }

  @Override
  public void run() {
    CallDeadline limit = deadline;
    boolean commits = committing.getAsBoolean();
    if (commits && !inGrace) {
      inGrace = true;
      schedule(COMMIT_GRACE);
    } else if (limit != null && decided.compareAndSet(false, true)) {
      passed.accept(limit, commits);
    }
  }
}
