package dev.flexidb.spring.dashboard;

import dev.flexidb.DatabaseStats;
import dev.flexidb.batch.ResponseTimes;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is plotted of a server, at one moment.
 *
 * @param at in milliseconds since 1970
 * @param rate statements a second since the one before
 * @param failing statements a second that failed or were refused, since the one before
 * @param times null where there was no call in the last minute or two
 */
record Point(
    long at,
    double rate,
    double failing,
    @Nullable ResponseTimes times,
    int active,
    int idle,
    int pending) {

  /**
   * @param before null for the first one
   */
  static Point of(
      long at, DatabaseStats now, @Nullable Point last, @Nullable DatabaseStats before) {
    return new Point(
        at,
        rate(at, last, now.totalQueries(), before == null ? 0 : before.totalQueries()),
        rate(at, last, notWell(now), before == null ? 0 : notWell(before)),
        now.responseTimes().equals(ResponseTimes.NONE) ? null : now.responseTimes(),
        now.activeConnections(),
        now.idleConnections(),
        now.pendingAcquires());
  }

  private static long notWell(DatabaseStats stats) {
    return stats.failedQueries() + stats.refusedQueries();
  }

  /** Counters begin anew where a database is replaced. */
  private static double rate(long at, @Nullable Point last, long now, long before) {
    if (last == null || at <= last.at) {
      return 0;
    }
    long more = now < before ? now : now - before;
    return Math.round(more * 100_000.0 / (at - last.at)) / 100.0;
  }

  /** In this order, which the page knows; times in microseconds. */
  List<@Nullable Number> toJson() {
    ResponseTimes known = times;
    return Arrays.asList(
        at,
        rate,
        failing,
        known == null ? null : Micros.of(known.p50()),
        known == null ? null : Micros.of(known.p95()),
        known == null ? null : Micros.of(known.p99()),
        active,
        idle,
        pending);
  }
}
