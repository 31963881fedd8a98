package dev.flexidb.spring.dashboard;

import dev.flexidb.FlexiDbListener;
import dev.flexidb.HealthStatus;
import dev.flexidb.batch.CircuitState;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Notes changes that come and go between two looks at the databases, until somebody takes them.
 * Thread-safe.
 */
final class Happened implements FlexiDbListener {

  private static final int MOST = 1_000;

  private final Queue<Event> events = new ConcurrentLinkedQueue<>();
  private final AtomicInteger size = new AtomicInteger();

  /**
   * One change.
   *
   * @param health null if it is the circuit's
   * @param circuit null if it is the health's
   */
  record Event(
      long at,
      String database,
      String server,
      @Nullable HealthStatus health,
      @Nullable CircuitState circuit) {}

  @Override
  public void onHealthChanged(
      String database, String server, HealthStatus before, HealthStatus now) {
    add(new Event(System.currentTimeMillis(), database, server, now, null));
  }

  @Override
  public void onCircuitChanged(
      String database, String server, CircuitState before, CircuitState now) {
    add(new Event(System.currentTimeMillis(), database, server, null, now));
  }

  private void add(Event event) {
    if (size.get() < MOST) {
      size.incrementAndGet();
      events.add(event);
    }
  }

  /** All so far, in their order; they are told once. */
  List<Event> take() {
    List<Event> taken = new ArrayList<>();
    for (Event event = events.poll(); event != null; event = events.poll()) {
      size.decrementAndGet();
      taken.add(event);
    }
    return taken;
  }
}
