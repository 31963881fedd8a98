package dev.flexidb.connection;

import static dev.flexidb.tenant.TenantContext.withSchema;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.TestDatabase;
import dev.flexidb.embedded.WithServer;
import io.r2dbc.spi.R2dbcDataIntegrityViolationException;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Statement;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** S12: what is one transaction at the server is told as one. */
@WithServer(DatabaseKind.POSTGRESQL)
class PostgreSqlFailureTest implements Contract {

  private static final String KEPT = "INSERT INTO item VALUES (60, 'new') RETURNING owner";
  private static final String REFUSED = "INSERT INTO item VALUES (1, 'twice')";

  @Test
  @DisplayName("S12: a write is not told as kept that a later one of its text undoes")
  void tellsNoWriteThatIsUndone(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      for (Mono<?> write :
          List.of(
              tenants.query(KEPT + "; " + REFUSED).next(),
              tenants
                  .with(
                      c -> {
                        Mono<? extends Result> first =
                            Mono.from(c.createBatch().add(KEPT).add(REFUSED).execute());
                        return first.flatMap(result -> Mono.from(result.getRowsUpdated()));
                      })
                  .single(),
              tenants
                  .with(
                      c ->
                          Flux.from(
                                  c.createStatement(
                                          "INSERT INTO item VALUES ($1, 'new') RETURNING owner")
                                      .bind(0, 60)
                                      .add()
                                      .bind(0, 1)
                                      .execute())
                              .flatMap(TwoTenants::strings))
                  .next())) {
        StepVerifier.create(write.contextWrite(withSchema(tenants.a)))
            .verifyError(R2dbcDataIntegrityViolationException.class);
        assertThat(tenants.count(tenants.a)).isEqualTo(3);
      }
      tenants.assertHealthy();
    }
  }

  private static void awaitBorrow(TwoTenants tenants) {
    Eventually.becomes(1, Mono.fromSupplier(() -> tenants.stats().activeConnections()));
  }

  @Test
  @DisplayName("S11: a bound statement that was cut before its Result was asked for is never sent")
  void neverSendsWhatWasCutBeforeIt(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      String insert = "INSERT INTO item VALUES ($1, 'new')";
      List<Function<LogicalConnection, Statement>> statements =
          List.of(
              c -> c.createStatement(insert).bind(0, 60),
              c -> c.createStatement(insert).bind(0, 61).add().bind(0, 62));
      for (Function<LogicalConnection, Statement> statement : statements) {
        StepVerifier.create(
                tenants.with(c -> statement.apply(c).execute()).contextWrite(withSchema(tenants.a)),
                0)
            .expectSubscription()
            .then(() -> awaitBorrow(tenants))
            .thenCancel()
            .verify();
      }
      tenants.assertHealthy();
      assertThat(tenants.count(tenants.a)).isEqualTo(3);
    }
  }
}
