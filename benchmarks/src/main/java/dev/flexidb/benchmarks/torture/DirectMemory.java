package dev.flexidb.benchmarks.torture;

import io.netty.util.internal.PlatformDependent;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import reactor.core.publisher.Flux;

/** Netty's and the JVM's direct memory while work goes on, by quarters of the work. */
public final class DirectMemory {

  private final List<List<Long>> quarters =
      IntStream.range(0, 4).<List<Long>>mapToObj(i -> new CopyOnWriteArrayList<>()).toList();

  /** Bytes in use now. */
  public static long used() {
    long ofJvm =
        ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .filter(pool -> pool.getName().equals("direct"))
            .mapToLong(BufferPoolMXBean::getMemoryUsed)
            .sum();
    return ofJvm + Math.max(0, PlatformDependent.usedDirectMemory());
  }

  /** Looks at it from time to time, until it is cancelled. */
  Flux<Long> watch(DoubleSupplier progress) {
    return Flux.interval(Duration.ofMillis(200))
        .doOnNext(tick -> quarters.get(quarter(progress.getAsDouble())).add(used()));
  }

  private static int quarter(double progress) {
    return Math.min(3, (int) (4 * progress));
  }

  /** The mean of each quarter in bytes. */
  List<Long> means() {
    return quarters.stream()
        .map(seen -> (long) seen.stream().flatMapToLong(LongStream::of).average().orElse(0))
        .toList();
  }
}
