package dev.flexidb.migrate;

import org.jspecify.annotations.Nullable;
import reactor.util.context.ContextView;

/**
 * Is told of the runs of a {@link Migrator}, whoever subscribed to them: those that migrate, undo,
 * empty or fill schemas. Every method does nothing unless it is overridden. A dry run is not told,
 * nor what {@link SchemaManager} does to one schema.
 *
 * <p>It is told on the threads of the run, one thing at a time of each run, and keeps that waiting:
 * it must not block. What it throws changes nothing, and is logged. Has to be thread-safe.
 */
public interface MigrationListener {

  /**
   * A run was subscribed to.
   *
   * @param subscriber the Context of who asked for it
   */
  default void onRunStarted(RunId run, ContextView subscriber) {}

  /** Something has happened in it. */
  default void onEvent(RunId run, MigrationEvent event) {}

  /**
   * It is over; told once. What was in hand when it was cancelled may end later.
   *
   * @param error what the run as a whole ended with, which is not what a single schema failed with;
   *     null for none
   * @param cancelled whether its subscriber wanted no more of it
   */
  default void onRunEnded(RunId run, @Nullable Throwable error, boolean cancelled) {}
}
