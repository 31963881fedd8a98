package dev.flexidb.migrate;

import java.time.Instant;

/**
 * Tells a run of a {@link Migrator} apart from others. Immutable.
 *
 * @param number counted from one for each migrator
 * @param kind what it does
 * @param startedAt when it was subscribed to
 */
public record RunId(long number, Kind kind, Instant startedAt) {

  /** What a run does, by the method that began it. */
  public enum Kind {
    /** {@link Migrator#migrate}. */
    MIGRATE,
    /** {@link Migrator#rollback}. */
    ROLLBACK,
    /** {@link Migrator#reset}. */
    RESET,
    /** {@link Migrator#fresh}. */
    FRESH,
    /** {@link Migrator#seed}. */
    SEED
  }
}
