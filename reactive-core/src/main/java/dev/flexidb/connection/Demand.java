package dev.flexidb.connection;

import dev.flexidb.pooling.DriverThread;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.publisher.Operators;

/**
 * Asks a driver for more, on the driver's own thread. Some drivers swap or lose messages when they
 * are asked on another one: that one has taken a message from their queue and not yet told it, and
 * the next one, which finds the queue empty, goes past it. What other threads ask for until then
 * goes there together. Thread-safe.
 */
final class Demand implements Subscription {

  private final Subscription driver;
  private final DriverThread thread;
  private final AtomicLong asked = new AtomicLong();

  /** Who may ask by itself now, because nothing can have come yet; null for nobody. */
  private volatile @Nullable Thread first;

  Demand(Subscription driver, DriverThread thread) {
    this.driver = driver;
    this.thread = thread;
  }

  @Override
  public void request(long n) {
    if (thread.isCurrent() || Thread.currentThread() == first) {
      driver.request(n);
    } else if (asked.getAndAccumulate(n, Operators::addCap) == 0) {
      thread.run(this::ask);
    }
  }

  /** From here to {@link #begun()} nothing is sent, and this thread may ask by itself. */
  void begin() {
    first = Thread.currentThread();
  }

  void begun() {
    first = null;
  }

  private void ask() {
    driver.request(asked.getAndSet(0));
  }

  @Override
  public void cancel() {
    driver.cancel();
  }
}
