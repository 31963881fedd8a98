package dev.flexidb.spring.observe.actuate;

import dev.flexidb.spring.fleet.FleetRuns.Part;
import dev.flexidb.spring.fleet.FleetRuns.Run;
import dev.flexidb.spring.fleet.FleetRuns.State;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A run of migrations, as the endpoint tells of it.
 *
 * @param endedAt null while it goes on
 * @param error the kind of what it as a whole ended with; null for nothing
 */
public record RunView(
    String kind,
    Instant startedAt,
    @Nullable Instant endedAt,
    boolean cancelled,
    @Nullable String error,
    List<DomainView> domains) {

  /** How far it is in one domain of a database. */
  public record DomainView(
      String database, String domain, int schemas, int applied, int skipped, int failed) {

    private static DomainView of(Part part) {
      return new DomainView(
          part.database(),
          part.domain(),
          part.schemas(),
          part.applied(),
          part.skipped(),
          part.failed());
    }
  }

  static RunView of(Run run) {
    return new RunView(
        run.kind(),
        run.startedAt(),
        run.endedAt(),
        run.state() == State.CANCELLED,
        run.error(),
        run.parts().stream().map(DomainView::of).toList());
  }
}
