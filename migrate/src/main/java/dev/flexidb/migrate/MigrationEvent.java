package dev.flexidb.migrate;

import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

/** What happens while schemas are migrated, or undone. */
public sealed interface MigrationEvent {

  /** Why a schema was left as it is. */
  enum Reason {
    /** It has nothing to do. */
    UP_TO_DATE,
    /** One of those that went first has failed. */
    CANARY_FAILED,
    /** More have failed than the budget allows. */
    TOO_MANY_FAILURES,
    /** Something that tenants share has failed before, and this may build on it. */
    SHARED_FAILED,
    /** Its server does not answer any more. */
    DATABASE_DOWN,
    /** {@link Migrator#stop} was called before its turn. */
    STOPPED
  }

  /** A schema is behind, and this is what it lacks. */
  record Planned(SchemaTarget target, List<String> scripts) implements MigrationEvent {}

  /** It is being worked on. */
  record Started(SchemaTarget target) implements MigrationEvent {}

  /**
   * All of it was applied, or undone.
   *
   * @param scripts in the order in which they ran; none if another node has done it meanwhile
   */
  record Applied(SchemaTarget target, List<String> scripts, Duration took, Progress progress)
      implements MigrationEvent {}

  /** It was left as it is. */
  record Skipped(SchemaTarget target, Reason reason, Progress progress) implements MigrationEvent {}

  /** It failed: a {@link MigrationException} mostly. */
  record Failed(SchemaTarget target, Throwable error, Progress progress)
      implements MigrationEvent {}

  /**
   * A domain of a database is done.
   *
   * @param batch its number, if anything was applied
   */
  record Finished(String database, String domain, OptionalInt batch, Progress progress)
      implements MigrationEvent {}
}
