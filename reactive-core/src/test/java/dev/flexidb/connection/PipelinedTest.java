package dev.flexidb.connection;

import dev.flexidb.BesideOtherServers;
import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.TestDatabase;
import dev.flexidb.embedded.WithServer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Everything that holds on PostgreSQL holds on the way that needs nothing of the driver's inside.
 */
@WithServer(DatabaseKind.POSTGRESQL)
@BesideOtherServers
@ResourceLock("POSTGRESQL")
class PipelinedTest extends EveryContract implements Pipelined {

  @Nested
  class DriverThread extends OnThisPair implements DriverThreadContract {}

  @Nested
  class Commit extends PostgreSqlCommitTest implements Pipelined {}

  @Nested
  class OneFailure extends PostgreSqlFailureTest implements Pipelined {}

  @Nested
  class Move extends PostgreSqlMoveTest implements Pipelined {}

  @Nested
  class Plans extends PlansTest implements Pipelined {}

  @Nested
  class SharedSchema extends SharedSchemaTest implements Pipelined {}

  @Nested
  class SecondWall extends SecondWallTest implements Pipelined {}

  @Nested
  class TemporaryTables extends TemporaryTablesTest implements Pipelined {}

  @Nested
  class Kit extends PostgreSqlTestKitTest implements Pipelined {
    Kit(TestDatabase database) {
      super(database);
    }
  }
}
