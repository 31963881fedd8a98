package dev.flexidb.connection;

import dev.flexidb.BesideOtherServers;
import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.TestDatabase;
import dev.flexidb.embedded.WithServer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.parallel.ResourceLock;

@WithServer(DatabaseKind.MYSQL)
@BesideOtherServers
@ResourceLock("MYSQL")
class MariaDbDriverOnMySqlTest extends EveryContract {

  @Nested
  class DriverThread extends OnThisPair implements DriverThreadContract {}

  @Override
  public String driver(TestDatabase database) {
    return "mariadb";
  }

  @Override
  public String url(TestDatabase database, String ofServersOwnDriver) {
    // Without TLS this driver does not ask the server for its key unless it may.
    return super.url(database, ofServersOwnDriver) + "?allowPublicKeyRetrieval=true";
  }
}
