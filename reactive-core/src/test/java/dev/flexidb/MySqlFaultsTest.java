package dev.flexidb;

import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.WithServer;
import org.junit.jupiter.api.parallel.ResourceLock;

@WithServer(DatabaseKind.MYSQL)
@BesideOtherServers
@ResourceLock("MySqlFaultsTest")
class MySqlFaultsTest extends FaultsContract implements LostBytesContract {

  MySqlFaultsTest() {
    super(DatabaseKind.MYSQL);
  }

  @Override
  public OwnServer own() {
    return own;
  }
}
