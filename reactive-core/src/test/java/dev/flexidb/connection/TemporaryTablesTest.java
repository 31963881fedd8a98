package dev.flexidb.connection;

import static dev.flexidb.tenant.TenantContext.withSchema;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.TestDatabase;
import dev.flexidb.embedded.WithServer;
import io.r2dbc.spi.Result;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

/** S11: a temporary table of a tenant's own does not hide the tenant's table of the same name. */
@WithServer(DatabaseKind.POSTGRESQL)
class TemporaryTablesTest implements Contract {

  private static final String BOUND = "SELECT owner FROM item WHERE id > $1";

  /** As text, bound, with a fetch size, and several of them in one text. */
  private static Flux<String> reads(LogicalConnection c) {
    return Flux.concat(
        TwoTenants.strings(c, TwoTenants.ALL),
        TwoTenants.strings(c, BOUND, 0),
        Flux.from(c.createStatement(TwoTenants.ALL).fetchSize(2).execute())
            .concatMap(TwoTenants::strings),
        Flux.from(c.createStatement("SELECT owner FROM item; SELECT owner FROM item").execute())
            .concatMap(TwoTenants::strings));
  }

  private static final int READ = 15;

  @ParameterizedTest
  @ValueSource(strings = {"TABLE item AS", "VIEW item AS"})
  @DisplayName("S11: the tenant's own rows are read, alone and in transactions")
  void readsTenantsOwnTable(String kind, TestDatabase database) {
    String create = "CREATE TEMPORARY " + kind + " SELECT 1 AS id, 'temporary'::text AS owner";
    try (TwoTenants tenants = tenants(database)) {
      Flux<String> work =
          tenants.with(
              c ->
                  Flux.concat(
                      reads(c),
                      TwoTenants.update(c, create).thenMany(reads(c)),
                      c.beginTransaction().thenMany(reads(c)),
                      c.createSavepoint("s").thenMany(reads(c)),
                      c.rollbackTransactionToSavepoint("s").thenMany(reads(c)),
                      c.commitTransaction().thenMany(reads(c))));
      StepVerifier.create(work.contextWrite(withSchema(tenants.a)).collectList())
          .assertNext(owners -> assertThat(owners).hasSize(6 * READ).containsOnly(tenants.a))
          .verifyComplete();
      tenants.assertHealthy();
    }
  }

  @Test
  @DisplayName("S11: and written, and the temporary one is there by its full name")
  void writesTenantsOwnTable(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      Flux<String> work =
          tenants.with(
              c ->
                  TwoTenants.update(
                          c, "CREATE TEMP TABLE item AS SELECT 9 AS id, 'temporary' AS owner")
                      .then(TwoTenants.update(c, "INSERT INTO item VALUES (50, 'new')"))
                      .then(
                          Flux.from(
                                  c.createStatement("INSERT INTO item VALUES ($1, 'new')")
                                      .bind(0, 51)
                                      .execute())
                              .flatMap(Result::getRowsUpdated)
                              .then())
                      .then(c.beginTransaction())
                      .then(TwoTenants.update(c, "DELETE FROM item WHERE id = 3"))
                      .then(c.commitTransaction())
                      .thenMany(TwoTenants.strings(c, "SELECT owner FROM pg_temp.item")));
      StepVerifier.create(work.contextWrite(withSchema(tenants.a)))
          .expectNext("temporary")
          .verifyComplete();
      assertThat(tenants.count(tenants.a)).isEqualTo(4);
      tenants.assertHealthy();
    }
  }
}
