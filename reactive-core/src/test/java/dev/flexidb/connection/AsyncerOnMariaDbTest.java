package dev.flexidb.connection;

import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.TestDatabase;
import dev.flexidb.embedded.WithServer;

@WithServer(DatabaseKind.MARIADB)
class AsyncerOnMariaDbTest extends EveryContract {

  @Override
  public String driver(TestDatabase database) {
    return "mysql";
  }
}
