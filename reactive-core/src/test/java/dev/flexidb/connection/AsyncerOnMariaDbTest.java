package dev.flexidb.connection;

import dev.flexidb.BesideOtherServers;
import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.TestDatabase;
import dev.flexidb.embedded.WithServer;
import org.junit.jupiter.api.parallel.ResourceLock;

@WithServer(DatabaseKind.MARIADB)
@BesideOtherServers
@ResourceLock("MARIADB")
class AsyncerOnMariaDbTest extends EveryContract {

  @Override
  public String driver(TestDatabase database) {
    return "mysql";
  }
}
