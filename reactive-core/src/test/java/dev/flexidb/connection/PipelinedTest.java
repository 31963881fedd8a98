package dev.flexidb.connection;

import dev.flexidb.BesideOtherServers;
import dev.flexidb.TenantSwitch;
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
class PipelinedTest extends EveryContract {

  @Override
  public TenantSwitch way() {
    return TenantSwitch.PIPELINED;
  }

  @Nested
  class Commit extends PostgreSqlCommitTest {
    @Override
    public TenantSwitch way() {
      return TenantSwitch.PIPELINED;
    }
  }

  @Nested
  class Move extends PostgreSqlMoveTest {
    @Override
    public TenantSwitch way() {
      return TenantSwitch.PIPELINED;
    }
  }

  @Nested
  class Plans extends PlansTest {
    @Override
    public TenantSwitch way() {
      return TenantSwitch.PIPELINED;
    }
  }

  @Nested
  class SharedSchema extends SharedSchemaTest {
    @Override
    public TenantSwitch way() {
      return TenantSwitch.PIPELINED;
    }
  }

  @Nested
  class SecondWall extends SecondWallTest {
    @Override
    public TenantSwitch way() {
      return TenantSwitch.PIPELINED;
    }
  }

  @Nested
  class Kit extends PostgreSqlTestKitTest {
    Kit(TestDatabase database) {
      super(database);
    }

    @Override
    TenantSwitch way() {
      return TenantSwitch.PIPELINED;
    }
  }
}
