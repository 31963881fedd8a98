package dev.flexidb.routing;

import dev.flexidb.BesideOtherServers;
import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.WithServer;
import org.junit.jupiter.api.parallel.ResourceLock;

@WithServer(DatabaseKind.MARIADB)
@BesideOtherServers
@ResourceLock("MariaDbReadsTest")
class MariaDbReadsTest extends ReadsContract {

  MariaDbReadsTest() {
    super(DatabaseKind.MARIADB);
  }
}
