package dev.flexidb.pooling;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Wrapped;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;

/**
 * The thread on which a driver receives what its server sends on one connection, as far as the
 * driver tells: {@code unwrap(Scheduler.class)}, which r2dbc-pool asks too. Thread-safe.
 */
public final class DriverThread {

  private final @Nullable Scheduler scheduler;

  /** Who it was when last something ran there. */
  private volatile @Nullable Thread thread;

  DriverThread(Connection driver) {
    this.scheduler = schedulerOf(driver);
  }

  private static @Nullable Scheduler schedulerOf(Connection driver) {
    Object step = driver;
    while (step instanceof Wrapped<?> wrapped) {
      if (asked(wrapped) instanceof Scheduler known) {
        return known;
      }
      step = wrapped.unwrap();
    }
    return null;
  }

  /** Some wrappers answer with the connection below, whatever they are asked for, or throw. */
  private static @Nullable Object asked(Wrapped<?> wrapped) {
    try {
      return wrapped.unwrap(Scheduler.class);
    } catch (RuntimeException notThatClass) {
      return null;
    }
  }

  /** Whether this is the thread, or nobody knows it. */
  public boolean isCurrent() {
    return scheduler == null || Thread.currentThread() == thread;
  }

  /** Runs the task on the thread; at once where that is this one, or is not known, or has ended. */
  public void run(Runnable task) {
    Scheduler known = scheduler;
    if (known == null || isCurrent()) {
      task.run();
      return;
    }
    try {
      known.schedule(
          () -> {
            thread = Thread.currentThread();
            task.run();
          });
    } catch (RejectedExecutionException ended) {
      task.run();
    }
  }
}
