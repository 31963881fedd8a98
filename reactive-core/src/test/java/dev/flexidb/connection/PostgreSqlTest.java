package dev.flexidb.connection;

import dev.flexidb.BesideOtherServers;
import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.WithServer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.parallel.ResourceLock;

@WithServer(DatabaseKind.POSTGRESQL)
@BesideOtherServers
@ResourceLock("POSTGRESQL")
class PostgreSqlTest extends EveryContract {

  @Nested
  class DriverThread extends OnThisPair implements DriverThreadContract {}

  @Nested
  class StatementRetry extends OnThisPair implements StatementRetryContract {}
}
