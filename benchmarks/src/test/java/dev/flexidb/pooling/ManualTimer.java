package dev.flexidb.pooling;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** In the place of Reactor's parallel scheduler: a delay is over when the test says so. */
final class ManualTimer implements Scheduler, Schedulers.Factory {

  private static final ThreadLocal<Runnable> LAST = ThreadLocal.withInitial(() -> () -> {});

  static void install() {
    Schedulers.setFactory(new ManualTimer());
  }

  /** What this thread has scheduled last. */
  static Runnable last() {
    return LAST.get();
  }

  @Override
  public Scheduler newParallel(int parallelism, ThreadFactory threads) {
    return this;
  }

  @Override
  public Disposable schedule(Runnable task) {
    throw new UnsupportedOperationException("only delays are expected here");
  }

  @Override
  public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
    LAST.set(task);
    return Disposables.single();
  }

  @Override
  public Worker createWorker() {
    throw new UnsupportedOperationException("only delays are expected here");
  }
}
