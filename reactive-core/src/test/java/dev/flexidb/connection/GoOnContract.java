package dev.flexidb.connection;

import static dev.flexidb.connection.SlowContract.sleep;
import static dev.flexidb.tenant.TenantContext.withSchema;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.embedded.TestDatabase;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Who gives a statement up goes on with the same connection, and need not wait for its end. */
interface GoOnContract extends SlowContract {

  private static <T> void answersSoon(TwoTenants tenants, Flux<T> work, List<T> answers) {
    StepVerifier.create(work.contextWrite(withSchema(tenants.a)))
        .expectNextSequence(answers)
        .expectComplete()
        .verify(SOON);
  }

  @Test
  default void letsARollbackInWhenItsStatementWasGivenUp(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      Flux<String> work =
          tenants.with(
              c ->
                  c.beginTransaction()
                      .then(TwoTenants.update(c, INSERT))
                      .thenMany(TwoTenants.strings(c, sleep(tenants)))
                      .timeout(PATIENCE)
                      .onErrorResume(
                          TimeoutException.class,
                          late ->
                              c.rollbackTransaction()
                                  .thenMany(TwoTenants.strings(c, TwoTenants.ALL))));
      answersSoon(tenants, work, List.of(tenants.a, tenants.a, tenants.a));
      tenants.assertHealthy();
    }
  }

  @Test
  default void goesBackToTheSavepointWhenItsStatementWasGivenUp(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      Flux<Long> work =
          tenants.with(
              c ->
                  c.beginTransaction()
                      .then(c.createSavepoint("before"))
                      .thenMany(TwoTenants.strings(c, sleep(tenants)))
                      .timeout(PATIENCE)
                      .then(Mono.<Long>empty())
                      .onErrorResume(
                          TimeoutException.class,
                          late ->
                              c.rollbackTransactionToSavepoint("before")
                                  .then(TwoTenants.update(c, INSERT))
                                  .flatMap(rows -> c.commitTransaction().thenReturn(rows))));
      answersSoon(tenants, work, List.of(1L));
      assertThat(tenants.count(tenants.a)).isEqualTo(4);
      tenants.assertHealthy();
    }
  }

  @Test
  default void letsTheNextStatementInOutsideATransaction(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      Flux<String> work =
          tenants.with(
              c ->
                  TwoTenants.strings(c, sleep(tenants))
                      .timeout(PATIENCE)
                      .onErrorResume(
                          TimeoutException.class, late -> TwoTenants.strings(c, TwoTenants.ALL)));
      answersSoon(tenants, work, List.of(tenants.a, tenants.a, tenants.a));
      tenants.assertHealthy();
    }
  }
}
