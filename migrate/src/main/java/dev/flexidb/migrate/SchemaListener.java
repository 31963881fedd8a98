package dev.flexidb.migrate;

import reactor.util.context.ContextView;

/**
 * Is told of what a {@link SchemaManager} has done to schemas, and for whom: for audits. A cancel
 * does not hide a change, which runs to its end without its caller.
 *
 * <p>It is told on a thread that waits for JDBC, and keeps that one waiting. What it throws changes
 * nothing, and is logged. Has to be thread-safe. Migrations of schemas that are there are told to
 * {@link MigrationListener}.
 */
@FunctionalInterface
public interface SchemaListener {

  /**
   * A change has ended, well or not.
   *
   * @param subscriber the Context of who asked for it
   */
  void onChange(SchemaChange change, ContextView subscriber);
}
