package dev.flexidb.connection;

import static dev.flexidb.tenant.TenantContext.withSchema;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.embedded.TestDatabase;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Statement;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** S34: tenants in turn on the only connection of one shared pool. */
interface OneConnectionContract extends Contract {

  /** Each tenant, twice in turn. */
  private static void inTurn(TwoTenants tenants, Consumer<String> visit) {
    List.of(tenants.a, tenants.b, tenants.a, tenants.b).forEach(visit);
    tenants.assertHealthy();
    assertThat(tenants.stats().totalConnections()).isOne();
  }

  @Test
  @DisplayName("S34: reads see the tenant's own rows, bound or not, fetched at once or in portions")
  default void readsOwnRows(TestDatabase database) {
    try (TwoTenants tenants = tenants(database, TwoTenants.ROWS)) {
      String bound = "SELECT owner FROM item WHERE id > " + tenants.marker();
      inTurn(
          tenants,
          tenant -> {
            for (Flux<String> read :
                List.of(
                    tenants.query(TwoTenants.ALL),
                    tenants.query(bound, 0),
                    tenants.with(c -> fetched(c.createStatement(TwoTenants.ALL))),
                    tenants.with(c -> fetched(c.createStatement(bound).bind(0, 0))))) {
              StepVerifier.create(read.contextWrite(withSchema(tenant)).collectList())
                  .assertNext(
                      owners -> assertThat(owners).hasSize(TwoTenants.ROWS).containsOnly(tenant))
                  .verifyComplete();
            }
          });
    }
  }

  private static Flux<String> fetched(Statement statement) {
    return Flux.from(statement.fetchSize(100).execute()).flatMap(TwoTenants::strings);
  }

  @Test
  @DisplayName("S34: a connection that has served its number of tenants serves nobody else")
  default void replacesConnectionThatServedManyTenants(TestDatabase database) {
    try (TwoTenants tenants =
        tenants(
            database,
            TwoTenants.ROWS,
            config -> config.withPool(config.pool().withMaxTenants(2)))) {
      String backend =
          tenants.isPostgreSql() ? "SELECT pg_backend_pid()" : "SELECT CONNECTION_ID()";
      List<String> ids =
          Objects.requireNonNull(
              Flux.just(tenants.a, tenants.a, tenants.b, tenants.b, tenants.b)
                  .concatMap(tenant -> tenants.query(backend).contextWrite(withSchema(tenant)))
                  .collectList()
                  .block());
      // The third statement takes the first connection to its second tenant.
      assertThat(ids.subList(0, 3)).containsOnly(ids.get(0));
      assertThat(ids.subList(3, 5)).containsOnly(ids.get(3)).doesNotContain(ids.get(0));
    }
  }

  @Test
  @DisplayName("S34: writes go to the tenant, whatever way they are made")
  default void writesOwnRows(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      String insert = "INSERT INTO item (id, owner) VALUES (%s, 'new')".formatted(tenants.marker());
      for (String tenant : List.of(tenants.a, tenants.b)) {
        Mono<Void> writes =
            tenants
                .with(c -> TwoTenants.update(c, "INSERT INTO item (id, owner) VALUES (10, 'new')"))
                .thenMany(tenants.query(insert, 11))
                .thenMany(tenants.with(c -> batch(c)))
                .thenMany(tenants.with(c -> three(c.createStatement(insert))))
                .then();
        StepVerifier.create(writes.contextWrite(withSchema(tenant))).verifyComplete();
        assertThat(tenants.count(tenant)).isEqualTo(3 + 1 + 1 + 2 + 3);
      }
      tenants.assertOwners(tenants.a, "'new', '" + tenants.a + "'");
    }
  }

  private static Flux<Long> batch(LogicalConnection connection) {
    return Flux.from(
            connection
                .createBatch()
                .add("INSERT INTO item (id, owner) VALUES (12, 'new')")
                .add("INSERT INTO item (id, owner) VALUES (13, 'new')")
                .execute())
        .concatMap(Result::getRowsUpdated);
  }

  private static Flux<Long> three(Statement statement) {
    return Flux.from(statement.bind(0, 14).add().bind(0, 15).add().bind(0, 16).execute())
        .concatMap(Result::getRowsUpdated);
  }

  @Test
  @DisplayName("S34: a row that fails among several bound ones fails them all, and nobody waits")
  default void failsWholeStatementOfSeveralRows(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      String insert = "INSERT INTO item (id, owner) VALUES (%s, 'new')".formatted(tenants.marker());
      Flux<Long> secondIsThere =
          tenants.with(
              c ->
                  Flux.from(
                          c.createStatement(insert)
                              .bind(0, 20)
                              .add()
                              .bind(0, 1)
                              .add()
                              .bind(0, 21)
                              .execute())
                      .concatMap(Result::getRowsUpdated));
      inTurn(
          tenants,
          tenant ->
              StepVerifier.create(secondIsThere.contextWrite(withSchema(tenant)).then())
                  .verifyError(io.r2dbc.spi.R2dbcDataIntegrityViolationException.class));
    }
  }

  @Test
  @DisplayName("S34: generated values come from the tenant's own table")
  default void returnsOwnGeneratedValues(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      boolean postgreSql = Contract.isPostgreSql(database);
      String create =
          postgreSql
              ? "CREATE TABLE gen (id int GENERATED ALWAYS AS IDENTITY (START WITH %d), t text)"
              : "CREATE TABLE gen (id int PRIMARY KEY AUTO_INCREMENT, t text) AUTO_INCREMENT = %d";
      String insert = "INSERT INTO gen (t) VALUES ('x')";
      Flux<String> generated =
          tenants.with(
              c ->
                  Flux.from(c.createStatement(insert).returnGeneratedValues("id").execute())
                      .flatMap(TwoTenants::strings));
      StepVerifier.create(
              tenants
                  .with(c -> TwoTenants.update(c, create.formatted(100)))
                  .thenMany(generated)
                  .contextWrite(withSchema(tenants.a)))
          .expectNext("100")
          .verifyComplete();
      StepVerifier.create(
              tenants
                  .with(c -> TwoTenants.update(c, create.formatted(500)))
                  .thenMany(generated)
                  .contextWrite(withSchema(tenants.b)))
          .expectNext("500")
          .verifyComplete();
      tenants.assertHealthy();
    }
  }

  @Test
  @DisplayName("S34: nulls are written and read back")
  default void bindsNulls(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      String mark = Contract.isPostgreSql(database) ? "$1" : "?";
      inTurn(
          tenants,
          tenant ->
              StepVerifier.create(
                      tenants
                          .with(
                              c ->
                                  Flux.from(
                                          c.createStatement(
                                                  "SELECT count(*), min(owner) FROM item WHERE "
                                                      + "coalesce("
                                                      + mark
                                                      + ", owner) = owner")
                                              .bindNull(0, String.class)
                                              .execute())
                                      .flatMap(r -> r.map(row -> row.get(0) + " " + row.get(1))))
                          .contextWrite(withSchema(tenant)))
                  .expectNext("3 " + tenant)
                  .verifyComplete());
    }
  }
}
