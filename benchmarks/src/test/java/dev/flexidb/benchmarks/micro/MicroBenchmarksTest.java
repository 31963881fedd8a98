package dev.flexidb.benchmarks.micro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.flexidb.tenant.SchemaName;
import dev.flexidb.tenant.TenantContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

class MicroBenchmarksTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 10})
  void theLookupFindsItsTenantAmongAllEntries(int entries) {
    TenantLookup lookup = new TenantLookup();
    lookup.entries = entries;
    lookup.write();

    assertThat(lookup.schemaOf()).contains(new SchemaName("company_123"));
    assertThat(lookup.baselineAnyKey()).contains("company_123");
    assertThat(TenantContext.schemaOf(lookup.withSchema())).isPresent();
  }

  @Test
  void allWaysToFanOutGiveTheSameValues() {
    BatchFanout fanout = new BatchFanout();
    fanout.operations = 2;
    fanout.prepare();

    assertThat(fanout.baselineZip()).containsExactly(0, 1);
    assertThat(fanout.baselineMerge()).containsExactly(0, 1);
    assertThat(fanout.fanout().asMap().values()).containsExactly(0, 1);
    assertThat(fanout.guardedFanout().asMap().values()).containsExactly(0, 1);
  }

  @Test
  void allWaysToAStatementGiveItsRow() {
    StatementOverhead overhead = new StatementOverhead();
    overhead.connect();

    assertThat(overhead.baselineDriver()).isEqualTo(1);
    assertThat(overhead.baselinePool()).isEqualTo(1);
    assertThat(overhead.withoutTenants()).isEqualTo(1);
    assertThat(overhead.tenantBound()).isEqualTo(1);
    assertThat(overhead.tenantText()).isEqualTo(1);
  }

  @Test
  void aLimitPerTenantGivesTheRow() {
    TenantLimitOverhead overhead = new TenantLimitOverhead();
    overhead.connect();

    assertThat(overhead.limitOfFour()).isEqualTo(1).isEqualTo(overhead.baselineNoLimit());
  }

  @Test
  void aGuardedStatementCountsAsOneCall() {
    ResilienceOverhead overhead = new ResilienceOverhead();

    overhead.together();

    assertThat(overhead.calls()).isEqualTo(1);
  }

  @Test
  void aQueryOverLoopbackGivesItsRow() {
    ResilienceOverhead.Loopback loopback = new ResilienceOverhead.Loopback();
    loopback.start();

    assertThat(new ResilienceOverhead().baselineLoopbackQuery(loopback)).isEqualTo(1);
    loopback.stop();
  }

  @Test
  void aGuardedMonoGivesItsValue() {
    GuardCalls calls = new GuardCalls();

    assertThat(calls.protectedMono()).isEqualTo(1).isEqualTo(calls.baselineMono());
  }

  @Test
  void anAnswerThatComesLaterIsNoAnswer() {
    assertThatIllegalStateException().isThrownBy(() -> Answer.of(Mono.never()));
  }
}
