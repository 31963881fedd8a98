package dev.flexidb.benchmarks.resilience;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.flexidb.benchmarks.torture.DirectMemory;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * What this JVM holds at a moment.
 *
 * @param heap bytes that a collection left
 * @param direct bytes of the JVM's and Netty's direct memory
 * @param descriptors files and sockets that are open; 0 where nobody can tell
 * @param threads that live
 */
record Vitals(long heap, long direct, long descriptors, long threads) {

  private static final double MOST = 1.05;

  /** Collects garbage first; blocks. */
  static Vitals now() {
    System.gc();
    return new Vitals(
        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
        DirectMemory.used(),
        ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
            ? unix.getOpenFileDescriptorCount()
            : 0,
        ManagementFactory.getThreadMXBean().getThreadCount());
  }

  /** The medians of the second quarter and of the last one. */
  record Course(String name, long second, long last) {

    static Course of(String name, List<Vitals> seen, ToLongFunction<Vitals> part) {
      int quarter = seen.size() / 4;
      return new Course(
          name,
          median(seen.subList(quarter, 2 * quarter), part),
          median(seen.subList(3 * quarter, seen.size()), part));
    }

    private static long median(List<Vitals> seen, ToLongFunction<Vitals> part) {
      long[] sorted = seen.stream().mapToLong(part).sorted().toArray();
      return sorted[sorted.length / 2];
    }

    boolean isFlat() {
      return last <= MOST * second;
    }
  }

  static List<Course> courses(List<Vitals> seen) {
    return List.of(
        Course.of("heap after collection, KiB", seen, vitals -> vitals.heap >> 10),
        Course.of("direct memory, KiB", seen, vitals -> vitals.direct >> 10),
        Course.of("descriptors", seen, vitals -> vitals.descriptors),
        Course.of("threads", seen, vitals -> vitals.threads));
  }
}
