package dev.flexidb.connection;

import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.TestDatabase;
import dev.flexidb.embedded.WithServer;
import org.junit.jupiter.api.Nested;

@WithServer(DatabaseKind.MARIADB)
class AsyncerOnMariaDbTest {

  @Nested
  class Cancel implements CancelContract, Driver {}

  @Nested
  class Crowd implements CrowdContract, Driver {}

  @Nested
  class Demand implements DemandContract, Driver {}

  @Nested
  class DroppedSchema implements DroppedSchemaContract, Driver {}

  @Nested
  class FailClosed implements FailClosedContract, Driver {}

  @Nested
  class Jooq implements JooqContract, Driver {}

  @Nested
  class LargeObject implements LargeObjectContract, Driver {}

  @Nested
  class LostConnection implements LostConnectionContract, Driver {}

  @Nested
  class ManyResults implements ManyResultsContract, Driver {}

  @Nested
  class OneConnection implements OneConnectionContract, Driver {}

  @Nested
  class Ownership implements OwnershipContract, Driver {}

  @Nested
  class RandomCancel implements RandomCancelContract, Driver {}

  @Nested
  class RawSql implements RawSqlContract, Driver {}

  @Nested
  class Spring implements SpringContract, Driver {}

  @Nested
  class Transaction implements TransactionContract, Driver {}

  interface Driver extends Contract {
    @Override
    default String driver(TestDatabase database) {
      return "mysql";
    }
  }
}
