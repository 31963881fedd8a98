package dev.flexidb.routing;

import dev.flexidb.BesideOtherServers;
import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.WithServer;
import org.junit.jupiter.api.parallel.ResourceLock;

@WithServer(DatabaseKind.MYSQL)
@BesideOtherServers
@ResourceLock("MySqlReadsTest")
class MySqlReadsTest extends ReadsContract {

  MySqlReadsTest() {
    super(DatabaseKind.MYSQL);
  }
}
