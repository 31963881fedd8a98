package dev.flexidb.benchmarks.torture;

import io.r2dbc.spi.R2dbcException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Looks at every row that the service is given, and counts what becomes of its work. Thread-safe.
 */
final class Judge {

  final LongAdder queries = new LongAdder();

  /** Pieces of work, and those of them that were cut before their end. */
  final LongAdder works = new LongAdder();

  final LongAdder worksCut = new LongAdder();

  /** Queries that were cut: while they waited for the first row, and behind it. */
  final LongAdder cutsBeforeRows = new LongAdder();

  final LongAdder cutsAmidRows = new LongAdder();
  final LongAdder cutsAtAcquire = new LongAdder();
  final LongAdder cutsAtCommit = new LongAdder();
  final LongAdder rows = new LongAdder();
  final LongAdder foreignRows = new LongAdder();

  /** Results that ended well without all their rows. */
  final LongAdder wrongResults = new LongAdder();

  /** Work that neither ended nor failed for a minute. */
  final LongAdder stuck = new LongAdder();

  /** The first error that is neither the database's nor the service's own. */
  final AtomicReference<@Nullable Throwable> strangeError = new AtomicReference<>();

  private final LongAccumulator longestBack = new LongAccumulator(Math::max, 0);
  private final LongAdder late = new LongAdder();
  private final Map<String, LongAdder> errors = new ConcurrentHashMap<>();

  void row(String tenant, String owner) {
    rows.increment();
    if (!owner.equals(tenant)) {
      foreignRows.increment();
    }
  }

  void result(long expected, long seen) {
    if (seen != expected) {
      wrongResults.increment();
    }
  }

  void cut(boolean beforeRows) {
    (beforeRows ? cutsBeforeRows : cutsAmidRows).increment();
  }

  long queriesCut() {
    return cutsBeforeRows.sum() + cutsAmidRows.sum();
  }

  /** A connection whose work was cut is back in its pool. */
  void backAfterCut(long nanos) {
    longestBack.accumulate(nanos);
    if (nanos > Report.HEALTHY.toNanos()) {
      late.increment();
    }
  }

  Duration longestBack() {
    return Duration.ofNanos(longestBack.get());
  }

  /** Connections that came back later than they should. */
  long late() {
    return late.sum();
  }

  void error(Throwable error) {
    errors.computeIfAbsent(error.getClass().getSimpleName(), first -> new LongAdder()).increment();
    if (!(error instanceof R2dbcException
        || error instanceof TimeoutException
        || error instanceof Cut.ReaderFailed)) {
      strangeError.compareAndSet(null, error);
    }
  }

  /** How often each kind of error was told. */
  Map<String, Long> errors() {
    Map<String, Long> told = new TreeMap<>();
    errors.forEach((kind, count) -> told.put(kind, count.sum()));
    return told;
  }
}
