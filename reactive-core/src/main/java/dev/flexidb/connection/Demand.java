package dev.flexidb.connection;

import dev.flexidb.pooling.DriverThread;
import java.util.concurrent.atomic.AtomicLong;
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

  Demand(Subscription driver, DriverThread thread) {
    this.driver = driver;
    this.thread = thread;
  }

  @Override
  public void request(long n) {
    if (thread.isCurrent()) {
      driver.request(n);
    } else if (asked.getAndAccumulate(n, Operators::addCap) == 0) {
      thread.run(this::ask);
    }
  }

  private void ask() {
    driver.request(asked.getAndSet(0));
  }

  @Override
  public void cancel() {
    driver.cancel();
  }
}
