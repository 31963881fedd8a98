package dev.flexidb.migrate;

import dev.flexidb.migrate.MigrationEvent.Reason;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Counts, and says when to stop. Thread-safe. */
final class Tally {

  /** The weight of the last one at least. */
  private static final double LATEST = 0.05;

  private final int schemas;
  private final int budget;
  private final int atOnce;
  private final long began = System.nanoTime();
  private int work;
  private int applied;
  private int skipped;
  private int failed;
  private @Nullable Reason stop;

  /** How many nanoseconds one takes of late, but for the first, to which everything is new. */
  private double pace;

  /**
   * @param work how many of them are to be worked on
   */
  Tally(int schemas, int work, MigrationOptions options) {
    this.schemas = schemas;
    this.work = work;
    this.budget = options.failureBudget();
    this.atOnce = options.concurrency();
  }

  synchronized Progress applied(Duration took) {
    applied++;
    work--;
    pace += (took.toNanos() - pace) * Math.max(LATEST, 1.0 / Math.max(1, applied - 1));
    return progress();
  }

  synchronized Progress skipped(Reason reason) {
    skipped++;
    if (reason != Reason.UP_TO_DATE) {
      work--;
    }
    return progress();
  }

  synchronized Progress failed() {
    failed++;
    work--;
    if (failed > budget) {
      stop(Reason.TOO_MANY_FAILURES);
    }
    return progress();
  }

  /** A schema that cannot be worked on was not work. */
  synchronized Progress unfit() {
    work++;
    return failed();
  }

  synchronized void stop(Reason why) {
    if (stop == null) {
      stop = why;
    }
  }

  /** Why no other is to be begun; null: go on. */
  synchronized @Nullable Reason stopped() {
    return stop;
  }

  synchronized boolean hasFailures() {
    return failed > 0;
  }

  synchronized Progress progress() {
    Duration elapsed = Duration.ofNanos(System.nanoTime() - began);
    return new Progress(schemas, applied, skipped, failed, elapsed, left());
  }

  private Optional<Duration> left() {
    if (applied < 2 && work > 0) {
      return Optional.empty();
    }
    return Optional.of(
        Duration.ofNanos((long) (pace * work / Math.max(1, Math.min(atOnce, work)))));
  }
}
