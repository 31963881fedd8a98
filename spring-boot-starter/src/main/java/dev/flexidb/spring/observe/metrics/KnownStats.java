package dev.flexidb.spring.observe.metrics;

import dev.flexidb.DatabaseStats;
import dev.flexidb.ReactiveFlexiDb;
import dev.flexidb.spring.observe.Role;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is known of all databases, read once for the many meters that are read together.
 * Thread-safe; opens and asks nothing.
 */
final class KnownStats {

  private static final Duration FRESH = Duration.ofMillis(500);

  private final Supplier<ReactiveFlexiDb> db;
  private volatile @Nullable Reading last;

  KnownStats(Supplier<ReactiveFlexiDb> db) {
    this.db = db;
  }

  private record Reading(long at, Map<String, DatabaseStats> stats) {}

  /** The databases, by name. */
  List<String> names() {
    return db.get().list();
  }

  /** Null where there is no such database, or not any more. */
  @Nullable DatabaseStats of(String database) {
    Reading reading = last;
    if (reading == null || System.nanoTime() - reading.at() > FRESH.toNanos()) {
      reading = new Reading(System.nanoTime(), db.get().stats());
      last = reading;
    }
    return reading.stats().get(database);
  }

  /**
   * As {@link #of(String)}, of one server.
   *
   * @param role as {@link Role} names it
   */
  @Nullable DatabaseStats of(String database, String role) {
    DatabaseStats stats = of(database);
    return stats == null || role.equals(Role.PRIMARY) ? stats : stats.replicas().get(role);
  }

  /** What comes next is read anew. */
  void forget() {
    last = null;
  }
}
