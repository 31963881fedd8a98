package dev.flexidb.connection;

import dev.flexidb.BesideOtherServers;
import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.WithServer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.parallel.ResourceLock;

@WithServer(DatabaseKind.MARIADB)
@BesideOtherServers
@ResourceLock("MARIADB")
class MariaDbTest extends EveryContract {

  @Nested
  class DriverThread extends OnThisPair implements DriverThreadContract {}

  @Nested
  class NeedlessStop extends OnThisPair implements NeedlessStopContract {}

  @Nested
  class StatementRetry extends OnThisPair implements StatementRetryContract {}
}
