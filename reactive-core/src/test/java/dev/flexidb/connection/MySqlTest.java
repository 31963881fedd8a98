package dev.flexidb.connection;

import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.WithServer;
import org.junit.jupiter.api.Nested;

@WithServer(DatabaseKind.MYSQL)
class MySqlTest {

  @Nested
  class Cancel implements CancelContract {}

  @Nested
  class Crowd implements CrowdContract {}

  @Nested
  class Demand implements DemandContract {}

  @Nested
  class DroppedSchema implements DroppedSchemaContract {}

  @Nested
  class FailClosed implements FailClosedContract {}

  @Nested
  class Jooq implements JooqContract {}

  @Nested
  class LargeObject implements LargeObjectContract {}

  @Nested
  class LostConnection implements LostConnectionContract {}

  @Nested
  class ManyResults implements ManyResultsContract {}

  @Nested
  class OneConnection implements OneConnectionContract {}

  @Nested
  class Ownership implements OwnershipContract {}

  @Nested
  class RandomCancel implements RandomCancelContract {}

  @Nested
  class RawSql implements RawSqlContract {}

  @Nested
  class Spring implements SpringContract {}

  @Nested
  class Transaction implements TransactionContract {}
}
