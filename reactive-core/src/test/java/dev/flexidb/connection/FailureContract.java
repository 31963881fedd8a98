package dev.flexidb.connection;

import static dev.flexidb.tenant.TenantContext.withSchema;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.embedded.TestDatabase;
import dev.flexidb.error.UnknownSchemaException;
import dev.flexidb.family.Transaction;
import io.r2dbc.spi.IsolationLevel;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.TransactionDefinition;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/**
 * S11, S12: what fails in the middle fails as a whole, at once, and leaves its connection whole.
 */
interface FailureContract extends Contract {

  Duration SOON = Duration.ofSeconds(10);

  private static Flux<Long> insert(LogicalConnection connection, String marker, int... ids) {
    var statement = connection.createStatement("INSERT INTO item VALUES (" + marker + ", 'new')");
    statement.bind(0, ids[0]);
    for (int i = 1; i < ids.length; i++) {
      statement.add().bind(0, ids[i]);
    }
    return Flux.from(statement.execute()).concatMap(Result::getRowsUpdated);
  }

  private static Mono<Long> session(LogicalConnection connection, boolean postgreSql) {
    return TwoTenants.strings(
            connection, postgreSql ? "SELECT pg_backend_pid()" : "SELECT connection_id()")
        .single()
        .map(Long::valueOf);
  }

  @Test
  @DisplayName("S11: a row of add() that fails does not keep the rollback waiting")
  default void rollsBackBehindFailedRow(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      StepVerifier.create(
              tenants
                  .with(
                      c ->
                          c.beginTransaction()
                              .thenMany(insert(c, tenants.marker(), 20, 1, 21))
                              .onErrorResume(
                                  R2dbcException.class,
                                  failed -> c.rollbackTransaction().then(Mono.just(-1L)))
                              .concatWith(
                                  Flux.defer(
                                      () ->
                                          TwoTenants.strings(c, "SELECT count(*) FROM item")
                                              .map(Long::valueOf))))
                  .contextWrite(withSchema(tenants.a))
                  .takeLast(2))
          .expectNext(-1L, 3L)
          .expectComplete()
          .verify(SOON);
      tenants.assertHealthy();
    }
  }

  @Test
  @DisplayName("S11: a row of add() that fails does not cost its connection")
  default void keepsConnectionBehindFailedRow(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      boolean postgreSql = tenants.isPostgreSql();
      Mono<Long> pid =
          tenants.with(c -> session(c, postgreSql)).single().contextWrite(withSchema(tenants.a));
      long before = java.util.Objects.requireNonNull(pid.block());
      StepVerifier.create(
              tenants
                  .with(c -> insert(c, tenants.marker(), 1, 20))
                  .contextWrite(withSchema(tenants.a)))
          .expectError(R2dbcException.class)
          .verify(SOON);
      StepVerifier.create(pid).expectNext(before).verifyComplete();
      tenants.assertHealthy();
    }
  }

  @Test
  @DisplayName("S05: a savepoint in a missing schema leaves nothing to the next borrower")
  default void failsSavepointInMissingSchema(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      for (int i = 0; i < 10; i++) {
        StepVerifier.create(
                tenants
                    .with(c -> c.beginTransaction().then(c.createSavepoint("s")))
                    .contextWrite(withSchema("no_such_tenant")))
            .expectError(UnknownSchemaException.class)
            .verify(SOON);
        StepVerifier.create(
                tenants
                    .query("SELECT owner FROM item WHERE id = 1")
                    .contextWrite(withSchema(tenants.a)))
            .expectNext(tenants.a)
            .verifyComplete();
      }
      tenants.assertHealthy();
    }
  }

  @Test
  @DisplayName("S12: behind a BEGIN that is refused nothing runs")
  default void runsNothingBehindRefusedBegin(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      TransactionDefinition refused =
          Transaction.definition(
              Map.of(TransactionDefinition.ISOLATION_LEVEL, IsolationLevel.valueOf("NO SUCH")));
      String insert = "INSERT INTO %s.item VALUES (50, 'new')".formatted(tenants.a);
      StepVerifier.create(
              tenants
                  .with(c -> c.beginTransaction(refused).then(TwoTenants.update(c, insert)))
                  .contextWrite(withSchema(tenants.a)))
          .expectError()
          .verify(SOON);
      assertThat(tenants.count(tenants.a)).isEqualTo(3);
      tenants.assertHealthy();
    }
  }
}
