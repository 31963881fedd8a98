package dev.flexidb.connection;

import static dev.flexidb.tenant.TenantContext.withSchema;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.embedded.TestDatabase;
import dev.flexidb.error.MissingTenantException;
import dev.flexidb.error.UnknownSchemaException;
import io.r2dbc.spi.Result;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** S05: a statement whose tenant is not known, or not there, does not run. */
interface FailClosedContract extends Contract {

  String INSERT = "INSERT INTO item (id, owner) VALUES (77, 'nobody')";

  @Test
  @DisplayName("S05, S08: without a tenant nothing reaches the server")
  default void sendsNothingWithoutTenant(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      for (Flux<?> refused :
          List.of(
              tenants.query(TwoTenants.ALL),
              tenants.query("SELECT owner FROM item WHERE id = " + tenants.marker(), 1),
              tenants.with(c -> TwoTenants.update(c, INSERT)),
              tenants.with(c -> Flux.from(c.createBatch().add(INSERT).execute())),
              tenants.with(c -> c.beginTransaction().then(TwoTenants.update(c, INSERT))),
              tenants.with(c -> c.beginTransaction().then(c.createSavepoint("s"))))) {
        StepVerifier.create(refused).verifyError(MissingTenantException.class);
      }
      assertThat(tenants.stats().totalConnections()).isZero();
      assertThat(tenants.stats().totalQueries()).isZero();
    }
  }

  @Test
  @DisplayName("S05: an unknown schema fails every kind of statement")
  default void failsOnUnknownSchema(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      String byId = "SELECT owner FROM item WHERE id = " + tenants.marker();
      String insert = "INSERT INTO item (id, owner) VALUES (%s, 'x')".formatted(tenants.marker());
      for (Flux<?> refused :
          List.of(
              tenants.query(TwoTenants.ALL),
              tenants.query(byId, 1),
              tenants.with(c -> TwoTenants.update(c, INSERT)),
              tenants.query(insert, 78),
              tenants.with(
                  c ->
                      Flux.from(c.createStatement(TwoTenants.ALL).fetchSize(1).execute())
                          .flatMap(TwoTenants::strings)),
              tenants.with(
                  c ->
                      Flux.from(c.createBatch().add(TwoTenants.ALL).add(INSERT).execute())
                          .flatMap(Result::getRowsUpdated)),
              tenants.query("SELECT 1"),
              tenants.query("CREATE TABLE stray (id int)"))) {
        StepVerifier.create(refused.contextWrite(withSchema("no_such_tenant")))
            .verifyErrorSatisfies(
                error ->
                    assertThat(error)
                        .isInstanceOf(UnknownSchemaException.class)
                        .hasMessageContaining("no_such_tenant"));
      }
      tenants.assertHealthy();
    }
  }

  @Test
  @DisplayName("S12: an unknown schema fails the first statement of a transaction")
  default void failsOnUnknownSchemaInFirstStatementOfTransaction(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      for (Mono<Long> refused : inTransactions(tenants, Mono.empty())) {
        StepVerifier.create(refused).verifyError(UnknownSchemaException.class);
      }
      tenants.assertHealthy();
    }
  }

  @Test
  @DisplayName("S12: an unknown schema fails a later statement of a transaction")
  default void failsOnUnknownSchemaInLaterStatementOfTransaction(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      for (Mono<Long> refused : inTransactions(tenants, Mono.just("first"))) {
        StepVerifier.create(refused).verifyError(UnknownSchemaException.class);
      }
      tenants.assertHealthy();
      assertThat(tenants.count(tenants.a)).isEqualTo(3);
    }
  }

  private static List<Mono<Long>> inTransactions(TwoTenants tenants, Mono<String> first) {
    String bound = "INSERT INTO item (id, owner) VALUES (%s, 'x')".formatted(tenants.marker());
    return List.of(
        tenants
            .with(
                c ->
                    c.beginTransaction()
                        .thenMany(
                            first.flatMapMany(
                                any ->
                                    TwoTenants.update(c, INSERT)
                                        .contextWrite(withSchema(tenants.a))))
                        .then(
                            TwoTenants.update(c, INSERT).contextWrite(withSchema("no_such_tenant")))
                        .flatMap(n -> c.commitTransaction().thenReturn(n)))
            .single(),
        tenants
            .with(
                c ->
                    c.beginTransaction()
                        .thenMany(
                            first.flatMapMany(
                                any ->
                                    TwoTenants.strings(c, bound, 79)
                                        .contextWrite(withSchema(tenants.a))))
                        .thenMany(
                            TwoTenants.strings(c, bound, 80)
                                .contextWrite(withSchema("no_such_tenant")))
                        .then(c.commitTransaction().thenReturn(1L)))
            .single());
  }
}
