package dev.flexidb.spring.dashboard;

import dev.flexidb.DatabaseStats;
import dev.flexidb.HealthStatus;
import dev.flexidb.batch.CircuitState;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is remembered of one server, within bounds. Not thread-safe. */
final class ServerHistory {

  /** Five minutes, at two seconds. */
  static final int POINTS = 150;

  static final int CHANGES = 60;

  private final Deque<Point> points = new ArrayDeque<>();
  private final Deque<Change> changes = new ArrayDeque<>();
  private @Nullable DatabaseStats stats;
  private boolean changed;

  /** It was looked at. What changed unseen since the last time is told before. */
  void sampled(long at, DatabaseStats now) {
    points.add(Point.of(at, now, points.peekLast(), stats));
    if (points.size() > POINTS) {
      points.remove();
    }
    stats = now;
    add(new Change(at, now.health(), now.circuit()));
  }

  /** A change was told. */
  void told(Happened.Event event) {
    Change last = changes.peekLast();
    HealthStatus health = last == null ? HealthStatus.UNKNOWN : last.health();
    CircuitState circuit = last == null ? CircuitState.CLOSED : last.circuit();
    add(
        new Change(
            event.at(),
            event.health() == null ? health : event.health(),
            event.circuit() == null ? circuit : event.circuit()));
  }

  private void add(Change change) {
    Change last = changes.peekLast();
    if (last == null || !last.isSameAs(change)) {
      changes.add(change);
      changed = true;
      if (changes.size() > CHANGES) {
        changes.remove();
      }
    }
  }

  /** Null before it is looked at. */
  @Nullable DatabaseStats stats() {
    return stats;
  }

  @Nullable Point last() {
    return points.peekLast();
  }

  List<Point> points() {
    return List.copyOf(points);
  }

  List<Change> changes() {
    return List.copyOf(changes);
  }

  /** Whether it has changed since this was asked last. */
  boolean takeChanged() {
    boolean was = changed;
    changed = false;
    return was;
  }
}
