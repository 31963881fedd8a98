package dev.flexidb.benchmarks.torture;

import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakTracker;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what Netty reports as leaked. Netty makes one for each kind of resource, if the system
 * property {@code io.netty.customResourceLeakDetector} names this class when its classes are
 * loaded.
 */
public final class Leaks<T> extends ResourceLeakDetector<T> {

  /** How many until one of them is surely looked at. */
  private static final int SAMPLES = 10_000;

  /** What the first lets go may hold more that is watched. */
  private static final int COLLECTIONS = 3;

  private static final String LEVEL = "io.netty.leakDetection.level";
  private static final LongAdder REPORTS = new LongAdder();

  /** One for each kind of what is watched. */
  private static final List<Leaks<?>> ALL = new CopyOnWriteArrayList<>();

  /** Called by Netty. */
  public Leaks(Class<?> resource, int samplingInterval) {
    super(resource, samplingInterval);
    ALL.add(this);
  }

  /** Called by Netty too, which wants it to be there. */
  public Leaks(Class<?> resource, int samplingInterval, long ignored) {
    this(resource, samplingInterval);
  }

  /** Lets Netty count from now on; before its first buffer. */
  public static void count() {
    System.setProperty("io.netty.customResourceLeakDetector", Leaks.class.getName());
    if (System.getProperty(LEVEL) == null) {
      System.setProperty(LEVEL, "advanced");
    }
  }

  /** Whether Netty counts here. */
  static boolean areCounted() {
    return Leaks.class.getName().equals(System.getProperty("io.netty.customResourceLeakDetector"));
  }

  /** All reports so far: Netty finds a leak when the collector has been by and it is used again. */
  static long reports() {
    for (int i = 0; i < COLLECTIONS; i++) {
      collect();
      ALL.forEach(Leaks::look);
    }
    return REPORTS.sum();
  }

  /** Netty tells what was found of a kind when it watches one more of it. */
  @SuppressWarnings("unchecked") // Anything can be watched.
  private void look() {
    T any = (T) new Object();
    for (int i = 0; i < SAMPLES; i++) {
      ResourceLeakTracker<T> watched = track(any);
      if (watched != null) {
        watched.close(any);
      }
    }
  }

  /** Returns when what was garbage has been told to those who watch it, as Netty does. */
  private static void collect() {
    ReferenceQueue<Object> garbage = new ReferenceQueue<>();
    Reference<Object> watched = new WeakReference<>(new Object(), garbage);
    try {
      do {
        System.gc();
      } while (garbage.remove(100) == null);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      Reference.reachabilityFence(watched);
    }
  }

  @Override
  protected void reportTracedLeak(String resourceType, String records) {
    REPORTS.increment();
    super.reportTracedLeak(resourceType, records);
  }

  @Override
  protected void reportUntracedLeak(String resourceType) {
    REPORTS.increment();
    super.reportUntracedLeak(resourceType);
  }
}
