package dev.flexidb.spring.observe.actuate;

import dev.flexidb.DatabaseStats;
import dev.flexidb.spring.observe.Failure;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One server of a database, as the endpoint tells of it.
 *
 * @param lastError its kind
 */
public record ServerView(
    String health,
    boolean connected,
    @Nullable Instant lastConnectedAt,
    @Nullable String lastError,
    String circuit,
    Pool pool,
    Statements statements) {

  private static final double NANOS_IN_MILLI = 1_000_000;

  /** How many connections there are of each sort. */
  public record Pool(int active, int idle, int max, int pending) {}

  /**
   * How many statements there were, and how long those of the last minute or two took, in
   * milliseconds.
   */
  public record Statements(
      long total,
      long failed,
      long refused,
      long limited,
      long tenantSwitches,
      double p50,
      double p95,
      double p99) {}

  static ServerView of(DatabaseStats stats) {
    return new ServerView(
        stats.health().name(),
        stats.connected(),
        stats.lastConnectedAt().orElse(null),
        stats.lastError().map(Failure::told).orElse(null),
        stats.circuit().name(),
        new Pool(
            stats.activeConnections(),
            stats.idleConnections(),
            stats.maxConnections(),
            stats.pendingAcquires()),
        new Statements(
            stats.totalQueries(),
            stats.failedQueries(),
            stats.refusedQueries(),
            stats.limitedQueries(),
            stats.tenantSwitches(),
            millis(stats.responseTimes().p50()),
            millis(stats.responseTimes().p95()),
            millis(stats.responseTimes().p99())));
  }

  private static double millis(Duration time) {
    return time.toNanos() / NANOS_IN_MILLI;
  }
}
