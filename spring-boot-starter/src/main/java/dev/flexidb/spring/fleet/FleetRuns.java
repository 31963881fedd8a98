package dev.flexidb.spring.fleet;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs over fleets of schemas in this process: those under way, and the last ones. Has to be
 * thread-safe.
 */
public interface FleetRuns {

  /** Where nobody migrates. */
  FleetRuns NONE =
      new FleetRuns() {
        @Override
        public List<Run> runs() {
          return List.of();
        }

        @Override
        public long revision() {
          return 0;
        }
      };

  /** The newest first. */
  List<Run> runs();

  /** Another number whenever {@link #runs} has changed. */
  long revision();

  /** How a run is. */
  enum State {
    RUNNING,
    DONE,
    FAILED,
    CANCELLED
  }

  /**
   * A run.
   *
   * @param kind what it does, in one word
   * @param endedAt null while it runs
   * @param error the kind of what it as a whole ended with; null for nothing
   * @param parts in the order in which they began
   * @param failures the first of them
   */
  record Run(
      long number,
      String kind,
      Instant startedAt,
      @Nullable Instant endedAt,
      State state,
      @Nullable String error,
      List<Part> parts,
      List<FailedSchema> failures) {}

  /**
   * How far a domain of a database is.
   *
   * @param left in milliseconds; null where that cannot be told
   */
  record Part(
      String database,
      String domain,
      int schemas,
      int applied,
      int skipped,
      int failed,
      boolean done,
      @Nullable Long left) {}

  /**
   * Where a schema failed. Without what the server said, which may hold anything.
   *
   * @param script the file, and its line where that is known
   */
  record FailedSchema(String database, String domain, String schema, @Nullable String script) {}
}
