package dev.flexidb.migrate;

import java.time.Duration;
import java.util.Optional;

/**
 * How far a domain of a database is.
 *
 * @param schemas how many there are in all
 * @param left how long the rest will take at this pace; empty until that can be told
 */
public record Progress(
    int schemas, int applied, int skipped, int failed, Duration elapsed, Optional<Duration> left) {

  /** How many are done, however that ended. */
  public int done() {
    return applied + skipped + failed;
  }
}
