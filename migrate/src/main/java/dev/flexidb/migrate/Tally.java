package dev.flexidb.migrate;

import dev.flexidb.migrate.MigrationEvent.Reason;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Counts, and says when to stop. Thread-safe. */
final class Tally {

  private final int schemas;
  private final int budget;
  private final long began = System.nanoTime();
  private int work;
  private int applied;
  private int skipped;
  private int failed;
  private @Nullable Reason stop;

  /**
   * @param budget how many may fail before no other is begun
   */
  Tally(int schemas, int work, int budget) {
    this.schemas = schemas;
    this.work = work;
    this.budget = budget;
  }

  synchronized Progress applied() {
    applied++;
    work--;
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
    Optional<Duration> left =
        applied == 0
            ? Optional.empty()
            : Optional.of(elapsed.dividedBy(applied).multipliedBy(work));
    return new Progress(schemas, applied, skipped, failed, elapsed, left);
  }
}
