package dev.flexidb.connection;

import dev.flexidb.BesideOtherServers;
import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.WithServer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.parallel.ResourceLock;

@WithServer(DatabaseKind.MYSQL)
@BesideOtherServers
@ResourceLock("MYSQL")
class MySqlTest extends EveryContract {

  @Nested
  class NeedlessStop extends OnThisPair implements NeedlessStopContract {}

  @Nested
  class StatementRetry extends OnThisPair implements StatementRetryContract {}
}
