package dev.flexidb.connection;

import static dev.flexidb.tenant.TenantContext.withSchema;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.BesideOtherServers;
import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.TestDatabase;
import dev.flexidb.embedded.WithServer;
import dev.flexidb.error.UnknownSchemaException;
import io.r2dbc.spi.IsolationLevel;
import io.r2dbc.spi.R2dbcDataIntegrityViolationException;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.TransactionDefinition;
import java.util.Map;
import java.util.function.BiFunction;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** S05, S12: what is particular to a tenant and a statement that share one message group. */
@WithServer(DatabaseKind.POSTGRESQL)
@BesideOtherServers
@ResourceLock("POSTGRESQL")
class OneFlightTest implements Contract {

  private static final String ONE = "SELECT owner FROM item WHERE id = $1";
  private static final String INSERT = "INSERT INTO item (id, owner) VALUES ($1, 'new')";
  private static final String PID = "SELECT pg_backend_pid() + $1";

  /** The first row of tenant a's table, read in one of the ways that take the tenant along. */
  private enum Read {
    BOUND,
    BOUND_IN_PORTIONS,
    IN_PORTIONS;

    Flux<String> on(LogicalConnection connection) {
      return switch (this) {
        case BOUND -> TwoTenants.strings(connection, ONE, 1);
        case BOUND_IN_PORTIONS ->
            Flux.from(connection.createStatement(ONE).bind(0, 1).fetchSize(1).execute())
                .flatMap(TwoTenants::strings);
        case IN_PORTIONS ->
            Flux.from(connection.createStatement(TwoTenants.ALL).fetchSize(1).execute())
                .flatMap(TwoTenants::strings)
                .take(1);
      };
    }
  }

  private static void onBothWaysIn(BiFunction<Read, Boolean, Publisher<?>> test) {
    for (Read read : Read.values()) {
      for (boolean inTransaction : new boolean[] {false, true}) {
        StepVerifier.create(Flux.from(test.apply(read, inTransaction)).then())
            .as(read + (inTransaction ? " in a transaction" : ""))
            .verifyComplete();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"SELECT 1 / $1::int", "SELECT ('no_such_schema' || $1::int)::regnamespace"})
  @DisplayName("S05: errors of the user's statement stay the user's, whatever their code")
  void leavesErrorsOfStatementAsTheyAre(String sql, TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      StepVerifier.create(tenants.query(sql, 0).contextWrite(withSchema(tenants.a)))
          .verifyErrorSatisfies(
              error ->
                  assertThat(error)
                      .isInstanceOf(R2dbcException.class)
                      .isNotInstanceOf(UnknownSchemaException.class));
      tenants.assertHealthy();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"DEALLOCATE ALL", "DISCARD PLANS; DEALLOCATE ALL", "/**/ deallocate all"})
  @DisplayName("S05, S12: the user's text may drop our prepared statement")
  void preparesAgainAfterText(String drop, TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      onBothWaysIn(
          (read, inTransaction) ->
              tenants
                  .with(
                      c ->
                          (inTransaction ? c.beginTransaction() : Mono.<Void>empty())
                              .thenMany(read.on(c))
                              .thenMany(TwoTenants.update(c, drop))
                              .thenMany(read.on(c))
                              .doOnNext(owner -> assertThat(owner).isEqualTo(tenants.a)))
                  .contextWrite(withSchema(tenants.a)));
      tenants.assertHealthy();
    }
  }

  @Test
  @DisplayName("S05, S12: where nobody saw our prepared statement go, it is prepared again unseen")
  void preparesAgainAfterHiddenDrop(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      String hidden = "DO $$ BEGIN EXECUTE 'DEAL' || 'LOCATE ALL'; END $$";
      onBothWaysIn(
          (read, inTransaction) ->
              tenants
                  .with(
                      c ->
                          read.on(c)
                              .thenMany(TwoTenants.update(c, hidden))
                              .then(inTransaction ? c.beginTransaction() : Mono.<Void>empty())
                              .thenMany(read.on(c))
                              .collectList()
                              .doOnNext(owners -> assertThat(owners).containsExactly(tenants.a))
                              .then(TwoTenants.update(c, INSERT.replace("$1", "50")))
                              .then(inTransaction ? c.rollbackTransaction() : Mono.<Void>empty())
                              .then(TwoTenants.update(c, "DELETE FROM item WHERE id = 50"))
                              .doOnNext(n -> assertThat(n).isEqualTo(inTransaction ? 0L : 1L)))
                  .contextWrite(withSchema(tenants.a)));
      tenants.assertHealthy();
    }
  }

  @Test
  @DisplayName("S10: a plan that is kept and the server refuses is made again, in the tenant")
  void goesAlongWithDriversSecondTry(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      String all = "SELECT * FROM item WHERE id = $1";
      for (int portion : new int[] {0, 1}) {
        Flux<Integer> columns =
            tenants.with(
                c ->
                    Flux.from(c.createStatement(all).bind(0, 1).fetchSize(portion).execute())
                        .flatMap(
                            r ->
                                r.map(
                                    (row, data) -> {
                                      assertThat(row.get("owner")).isEqualTo(tenants.a);
                                      return data.getColumnMetadatas().size();
                                    })));
        StepVerifier.create(columns.contextWrite(withSchema(tenants.a)))
            .expectNext(2 + portion)
            .verifyComplete();
        tenants.database.execute("ALTER TABLE %s.item ADD c%d int".formatted(tenants.a, portion));
        StepVerifier.create(columns.contextWrite(withSchema(tenants.a)))
            .expectNext(3 + portion)
            .verifyComplete();
      }
    }
  }

  @Test
  @DisplayName("S12: a transaction whose first statement fails can be rolled back at once")
  void rollsBackAfterFailedFirstStatement(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      Flux<String> work =
          tenants.with(
              c ->
                  TwoTenants.strings(c, PID, 0)
                      .flatMap(
                          before ->
                              c.beginTransaction()
                                  .thenMany(TwoTenants.strings(c, INSERT, 1))
                                  .then(c.commitTransaction())
                                  .onErrorResume(
                                      R2dbcDataIntegrityViolationException.class,
                                      duplicate -> c.rollbackTransaction())
                                  .thenReturn(before)));
      Flux<String> pid = tenants.query(PID, 0);
      for (int i = 0; i < 20; i++) {
        StepVerifier.create(
                work.flatMap(before -> pid.map(before::equals)).contextWrite(withSchema(tenants.a)))
            .expectNext(true)
            .verifyComplete();
      }
      tenants.assertHealthy();
    }
  }

  @Test
  @DisplayName(
      "S12: a first statement that never left does not begin the transaction, the next does")
  void beginsWithFirstStatementThatLeaves(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      Flux<Long> work =
          tenants.with(
              c ->
                  c.beginTransaction()
                      .then(
                          Flux.from(c.createStatement(INSERT).bind(0, new Object()).execute())
                              .flatMap(TwoTenants::strings)
                              .then()
                              .onErrorComplete(IllegalArgumentException.class))
                      .thenMany(TwoTenants.strings(c, INSERT, 50))
                      .then(c.rollbackTransaction())
                      .then(TwoTenants.update(c, "DELETE FROM item WHERE id = 50")));
      StepVerifier.create(work.contextWrite(withSchema(tenants.a))).expectNext(0L).verifyComplete();
      tenants.assertHealthy();
    }
  }

  @Test
  @DisplayName("S12: where BEGIN is refused, the statement behind it does not run")
  void runsNothingBehindRefusedBegin(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      TransactionDefinition refused =
          dev.flexidb.family.Transaction.definition(
              Map.of(TransactionDefinition.ISOLATION_LEVEL, IsolationLevel.valueOf("NO SUCH")));
      StepVerifier.create(
              tenants
                  .with(
                      c -> c.beginTransaction(refused).thenMany(TwoTenants.strings(c, INSERT, 50)))
                  .contextWrite(withSchema(tenants.a)))
          .verifyError(R2dbcException.class);
      assertThat(tenants.count(tenants.a)).isEqualTo(3);
      tenants.assertHealthy();
    }
  }

  @Test
  @DisplayName("S34: what nobody has asked for yet is not sent when its connection is closed")
  void sendsNothingThatNobodyHasAskedForAtClose(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      for (int rows : new int[] {1, 3}) {
        StepVerifier.create(
                tenants
                    .app()
                    .create()
                    .cast(LogicalConnection.class)
                    .flatMap(
                        c -> {
                          KeptReadings.insert(c, INSERT, rows)
                              .contextWrite(withSchema(tenants.a))
                              .subscribe(new Idle());
                          return c.close();
                        }))
            .verifyComplete();
        assertThat(tenants.count(tenants.a)).isEqualTo(3);
      }
      tenants.assertHealthy();
    }
  }

  /** Asks for nothing, and bears what it is told. */
  private static final class Idle extends BaseSubscriber<Object> {
    @Override
    protected void hookOnSubscribe(Subscription subscription) {}

    @Override
    protected void hookOnError(Throwable closed) {}
  }
}
