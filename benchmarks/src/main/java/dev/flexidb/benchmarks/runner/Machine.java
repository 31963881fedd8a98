package dev.flexidb.benchmarks.runner;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.stream.Stream;

/** The machine that this JVM runs on. */
public final class Machine {

  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private Machine() {}

  /** Cores, memory, system and Java, in one line. */
  public static String description() {
    return "%d cores, %.0f GiB of memory, %s %s, Java %s (%s), heap of at most %d MiB"
        .formatted(
            SYSTEM.getAvailableProcessors(),
            SYSTEM.getTotalMemorySize() / (double) (1 << 30),
            SYSTEM.getName(),
            SYSTEM.getArch(),
            System.getProperty("java.version"),
            System.getProperty("java.vm.name"),
            Runtime.getRuntime().maxMemory() >> 20);
  }

  /** CPU time of this JVM with all its threads, the compiler's and the collector's among them. */
  public static long cpuNanos() {
    return SYSTEM.getProcessCpuTime();
  }

  /** CPU time of a process and its children; of those that ended meanwhile nothing is known. */
  public static long cpuNanos(long pid) {
    return ProcessHandle.of(pid).stream()
        .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
        .flatMap(process -> process.info().totalCpuDuration().stream())
        .mapToLong(Duration::toNanos)
        .sum();
  }
}
