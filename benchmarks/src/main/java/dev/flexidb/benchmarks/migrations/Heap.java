package dev.flexidb.benchmarks.migrations;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

/**
 * The most that collections of garbage have left while this was open, asked twenty times a second.
 */
public final class Heap implements AutoCloseable {

  private final AtomicLong most = new AtomicLong();
  private final Disposable watch = Flux.interval(Duration.ofMillis(50)).subscribe(tick -> look());

  /** In bytes. */
  public long most() {
    look();
    return most.get();
  }

  private void look() {
    long left = 0;
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      MemoryUsage usage = pool.getType() == MemoryType.HEAP ? pool.getCollectionUsage() : null;
      left += usage == null ? 0 : usage.getUsed();
    }
    most.accumulateAndGet(left, Math::max);
  }

  @Override
  public void close() {
    watch.dispose();
  }
}
