package dev.flexidb.spring.observe.actuate;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells of the newest run of migrations in this process. */
@FunctionalInterface
public interface LastRun {

  Optional<RunView> newest();

  /**
   * A run.
   *
   * @param endedAt null while it goes on
   * @param error the kind of what it as a whole ended with; null for nothing
   */
  record RunView(
      String kind,
      Instant startedAt,
      @Nullable Instant endedAt,
      boolean cancelled,
      @Nullable String error,
      List<DomainView> domains) {}

  /** How far it is in one domain of a database. */
  record DomainView(
      String database, String domain, int schemas, int applied, int skipped, int failed) {}
}
