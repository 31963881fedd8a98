package dev.flexidb.connection;

import dev.flexidb.TenantSwitch;
import dev.flexidb.embedded.TestDatabase;
import org.junit.jupiter.api.Nested;

/** Every contract, for one pair of server and driver; a class for each pair extends it. */
abstract class EveryContract implements Contract {

  /** The pair is the enclosing class's to choose. */
  abstract class OnThisPair implements Contract {
    @Override
    public String driver(TestDatabase database) {
      return EveryContract.this.driver(database);
    }

    @Override
    public String url(TestDatabase database, String ofServersOwnDriver) {
      return EveryContract.this.url(database, ofServersOwnDriver);
    }

    @Override
    public TenantSwitch way() {
      return EveryContract.this.way();
    }
  }

  @Nested
  class Cancel extends OnThisPair implements CancelContract {}

  @Nested
  class Crowd extends OnThisPair implements CrowdContract {}

  @Nested
  class Deadline extends OnThisPair implements DeadlineContract {}

  @Nested
  class Demand extends OnThisPair implements DemandContract {}

  @Nested
  class DroppedSchema extends OnThisPair implements DroppedSchemaContract {}

  @Nested
  class FailClosed extends OnThisPair implements FailClosedContract {}

  @Nested
  class Failure extends OnThisPair implements FailureContract {}

  @Nested
  class GoOn extends OnThisPair implements GoOnContract {}

  @Nested
  class Jooq extends OnThisPair implements JooqContract {}

  @Nested
  class KeptResult extends OnThisPair implements KeptResultContract {}

  @Nested
  class LargeObject extends OnThisPair implements LargeObjectContract {}

  @Nested
  class Leftovers extends OnThisPair implements LeftoversContract {}

  @Nested
  class Limits extends OnThisPair implements LimitsContract {}

  @Nested
  class LostAnswer extends OnThisPair implements LostAnswerContract {}

  @Nested
  class LongResult extends OnThisPair implements LongResultContract {}

  @Nested
  class LostConnection extends OnThisPair implements LostConnectionContract {}

  @Nested
  class ManyResults extends OnThisPair implements ManyResultsContract {}

  @Nested
  class NestedStatement extends OnThisPair implements NestedContract {}

  @Nested
  class OneConnection extends OnThisPair implements OneConnectionContract {}

  @Nested
  class OutsideTransaction extends OnThisPair implements OutsideTransactionContract {}

  @Nested
  class Ownership extends OnThisPair implements OwnershipContract {}

  @Nested
  class RandomCancel extends OnThisPair implements RandomCancelContract {}

  @Nested
  class RawSql extends OnThisPair implements RawSqlContract {}

  @Nested
  class RoundTrip extends OnThisPair implements RoundTripContract {}

  @Nested
  class Segments extends OnThisPair implements SegmentsContract {}

  @Nested
  class SharedAsTenant extends OnThisPair implements SharedAsTenantContract {}

  @Nested
  class Spring extends OnThisPair implements SpringContract {}

  @Nested
  class Stop extends OnThisPair implements StopContract {}

  @Nested
  class Transaction extends OnThisPair implements TransactionContract {}

  @Nested
  class TransactionModes extends OnThisPair implements TransactionModesContract {}

  @Nested
  class UnseenCancel extends OnThisPair implements UnseenCancelContract {}
}
