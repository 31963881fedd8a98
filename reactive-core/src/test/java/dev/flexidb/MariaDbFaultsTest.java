package dev.flexidb;

import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.WithServer;
import org.junit.jupiter.api.parallel.ResourceLock;

@WithServer(DatabaseKind.MARIADB)
@BesideOtherServers
@ResourceLock("MariaDbFaultsTest")
class MariaDbFaultsTest extends FaultsContract implements LostBytesContract {

  MariaDbFaultsTest() {
    super(DatabaseKind.MARIADB);
  }

  @Override
  public OwnServer own() {
    return own;
  }
}
