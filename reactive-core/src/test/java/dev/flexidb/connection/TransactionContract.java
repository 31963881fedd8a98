package dev.flexidb.connection;

import static dev.flexidb.tenant.TenantContext.withSchema;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.flexidb.embedded.TestDatabase;
import io.r2dbc.spi.IsolationLevel;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.TransactionDefinition;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** S12: transactions keep the tenant. */
interface TransactionContract extends Contract {

  String INSERT = "INSERT INTO item (id, owner) VALUES (50, 'new')";

  private static Flux<Long> in(
      TwoTenants tenants, Function<LogicalConnection, Publisher<Long>> work) {
    return tenants.with(work).contextWrite(withSchema(tenants.a));
  }

  @Test
  @DisplayName("S12: commit keeps the tenant's rows")
  default void commits(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      StepVerifier.create(
              in(
                  tenants,
                  c ->
                      c.beginTransaction()
                          .then(TwoTenants.update(c, INSERT))
                          .flatMap(n -> c.commitTransaction().thenReturn(n))))
          .expectNext(1L)
          .verifyComplete();
      assertThat(tenants.count(tenants.a)).isEqualTo(4);
      assertThat(tenants.count(tenants.b)).isEqualTo(3);
    }
  }

  @Test
  @DisplayName("S12: rollback and close without commit keep nothing")
  default void rollsBack(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      StepVerifier.create(
              in(
                  tenants,
                  c ->
                      c.beginTransaction()
                          .then(TwoTenants.update(c, INSERT))
                          .flatMap(n -> c.rollbackTransaction().thenReturn(n))))
          .expectNext(1L)
          .verifyComplete();
      StepVerifier.create(in(tenants, c -> c.beginTransaction().then(TwoTenants.update(c, INSERT))))
          .expectNext(1L)
          .verifyComplete();
      assertThat(tenants.count(tenants.a)).isEqualTo(3);
      tenants.assertHealthy();
    }
  }

  @Test
  @DisplayName("S12: after a rollback to a savepoint statements still run in the tenant")
  default void keepsTenantAfterRollbackToSavepoint(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      Flux<Long> work =
          in(
              tenants,
              c ->
                  c.beginTransaction()
                      .then(c.createSavepoint("s"))
                      .then(TwoTenants.update(c, INSERT).contextWrite(withSchema(tenants.b)))
                      .then(c.rollbackTransactionToSavepoint("s"))
                      .then(TwoTenants.update(c, INSERT))
                      .flatMap(n -> c.releaseSavepoint("s").thenReturn(n))
                      .flatMap(n -> c.commitTransaction().thenReturn(n)));
      StepVerifier.create(work).expectNext(1L).verifyComplete();
      assertThat(tenants.count(tenants.a)).isEqualTo(4);
      assertThat(tenants.count(tenants.b)).isEqualTo(3);
      tenants.assertHealthy();
    }
  }

  @Test
  @DisplayName(
      "S12: a rollback to a savepoint does not leave a statement with the tenant before it")
  default void tellsTenantAgainAfterRollbackToSavepoint(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      Flux<Long> work =
          in(
              tenants,
              c -> {
                Mono<Long> inB = TwoTenants.update(c, INSERT).contextWrite(withSchema(tenants.b));
                return c.beginTransaction()
                    .then(c.createSavepoint("s"))
                    .then(inB)
                    .then(c.rollbackTransactionToSavepoint("s"))
                    .then(inB)
                    .flatMap(n -> c.commitTransaction().thenReturn(n));
              });
      StepVerifier.create(work).expectNext(1L).verifyComplete();
      assertThat(tenants.count(tenants.a)).isEqualTo(3);
      assertThat(tenants.count(tenants.b)).isEqualTo(4);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"s; SET LOCAL search_path = other", "", "1s", "a b", "\"s\"", "`s`", "s\n", "s'"})
  @DisplayName("S12: a savepoint's name is a plain name, or nothing is sent")
  default void refusesSavepointThatIsNoName(String name, TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      Flux<Object> refused =
          tenants.with(
              c -> {
                assertThatIllegalArgumentException().isThrownBy(() -> c.createSavepoint(name));
                assertThatIllegalArgumentException().isThrownBy(() -> c.releaseSavepoint(name));
                assertThatIllegalArgumentException()
                    .isThrownBy(() -> c.rollbackTransactionToSavepoint(name));
                return Flux.empty();
              });
      StepVerifier.create(refused).verifyComplete();
      assertThat(tenants.stats().totalConnections()).isZero();
    }
  }

  @Test
  @DisplayName("S12: one transaction moves from tenant to tenant")
  default void movesBetweenTenants(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      Flux<Long> work =
          tenants.with(
              c ->
                  c.beginTransaction()
                      .then(TwoTenants.update(c, INSERT).contextWrite(withSchema(tenants.a)))
                      .then(TwoTenants.update(c, INSERT).contextWrite(withSchema(tenants.b)))
                      .thenMany(
                          TwoTenants.strings(c, TwoTenants.ALL)
                              .contextWrite(withSchema(tenants.a))
                              .distinct()
                              .collectList()
                              .doOnNext(o -> assertThat(o).containsOnly(tenants.a, "new")))
                      .then(c.commitTransaction())
                      .thenReturn(1L));
      StepVerifier.create(work).expectNext(1L).verifyComplete();
      assertThat(tenants.count(tenants.a)).isEqualTo(4);
      assertThat(tenants.count(tenants.b)).isEqualTo(4);
    }
  }

  @Test
  @DisplayName(
      "S12: a read-only transaction with an isolation level reads the tenant and refuses writes")
  default void obeysItsDefinition(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      TransactionDefinition definition =
          dev.flexidb.family.Transaction.definition(
              Map.of(
                  TransactionDefinition.READ_ONLY,
                  true,
                  TransactionDefinition.ISOLATION_LEVEL,
                  IsolationLevel.SERIALIZABLE));
      String level =
          tenants.isPostgreSql() ? "SHOW transaction_isolation" : "SELECT owner FROM item";
      StepVerifier.create(
              tenants
                  .with(
                      c ->
                          c.beginTransaction(definition)
                              .thenMany(TwoTenants.strings(c, level).take(1)))
                  .contextWrite(withSchema(tenants.a)))
          .expectNext(tenants.isPostgreSql() ? "serializable" : tenants.a)
          .verifyComplete();
      StepVerifier.create(
              in(tenants, c -> c.beginTransaction(definition).then(TwoTenants.update(c, INSERT))))
          .verifyError(R2dbcException.class);
      StepVerifier.create(in(tenants, c -> TwoTenants.update(c, INSERT)))
          .expectNext(1L)
          .verifyComplete();
    }
  }

  @Test
  @DisplayName("S12: an empty transaction borrows nothing")
  default void borrowsNothingForEmptyTransaction(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      for (Mono<Void> empty :
          java.util.List.of(
              tenants.with(c -> c.beginTransaction().then(c.commitTransaction())).then(),
              tenants.with(c -> c.beginTransaction().then(c.rollbackTransaction())).then(),
              tenants.with(c -> c.setAutoCommit(false).then(c.setAutoCommit(true))).then())) {
        StepVerifier.create(empty).verifyComplete();
      }
      assertThat(tenants.stats().totalConnections()).isZero();
    }
  }

  @Test
  @DisplayName("S12: setAutoCommit(false) opens transactions, and true commits")
  default void followsAutoCommit(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      StepVerifier.create(
              in(tenants, c -> c.setAutoCommit(false).then(TwoTenants.update(c, INSERT))))
          .expectNext(1L)
          .verifyComplete();
      assertThat(tenants.count(tenants.a)).isEqualTo(3);
      StepVerifier.create(
              in(
                  tenants,
                  c ->
                      c.setAutoCommit(false)
                          .then(TwoTenants.update(c, INSERT))
                          .flatMap(n -> c.setAutoCommit(true).thenReturn(n))))
          .expectNext(1L)
          .verifyComplete();
      assertThat(tenants.count(tenants.a)).isEqualTo(4);
      tenants.assertHealthy();
    }
  }

  @Test
  @DisplayName("S12: after an error a rollback leaves the connection as new")
  default void recoversFromErrorByRollback(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      Flux<Long> work =
          in(
              tenants,
              c ->
                  c.beginTransaction()
                      .then(TwoTenants.update(c, INSERT))
                      .then(TwoTenants.update(c, "INSERT INTO item VALUES (1, 'there')"))
                      .onErrorResume(
                          R2dbcException.class,
                          error -> c.rollbackTransaction().then(TwoTenants.update(c, INSERT))));
      StepVerifier.create(work).expectNext(1L).verifyComplete();
      assertThat(tenants.count(tenants.a)).isEqualTo(4);
      tenants.assertHealthy();
    }
  }
}
