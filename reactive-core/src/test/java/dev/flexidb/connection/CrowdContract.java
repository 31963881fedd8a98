package dev.flexidb.connection;

import static dev.flexidb.tenant.TenantContext.withSchema;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.PoolConfig;
import dev.flexidb.embedded.TestDatabase;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** S34, S11: 64 callers of 20 tenants on 10 shared connections. */
interface CrowdContract extends Contract {

  @Test
  @DisplayName("S34: every caller in a crowd reads and writes in its own tenant")
  default void keepsCrowdApart(TestDatabase database) {
    PoolConfig ten = PoolConfig.DEFAULTS.withMaxSize(10);
    try (TwoTenants tenants = tenants(database, 2, config -> config.withPool(ten))) {
      List<String> twenty =
          IntStream.range(0, 20).mapToObj(i -> tenants.create("t" + i, 2)).toList();
      DatabaseClient client = tenants.app().client();
      Flux<String> calls =
          Flux.range(0, 640)
              .flatMap(
                  i -> {
                    String tenant = twenty.get(i % 20);
                    return visit(tenants, client, i).contextWrite(withSchema(tenant));
                  },
                  64);
      StepVerifier.create(calls.then()).verifyComplete();
      for (String tenant : twenty) {
        assertThat(tenants.count(tenant)).isEqualTo(2 + 32);
        tenants.assertOwners(tenant, "'" + tenant + "'");
      }
      assertThat(tenants.stats().totalConnections()).isLessThanOrEqualTo(10);
      tenants.assertHealthy();
    }
  }

  /**
   * Writes a row, in a transaction every other time, with the owner that the tenant's rows name.
   */
  private static Mono<String> visit(TwoTenants tenants, DatabaseClient client, int id) {
    Mono<Long> insert =
        client
            .sql("SELECT owner FROM item WHERE id = :one")
            .bind("one", 1)
            .mapValue(String.class)
            .one()
            .flatMap(
                owner ->
                    client
                        .sql("INSERT INTO item (id, owner) VALUES (:id, :owner)")
                        .bind("id", 1_000 + id)
                        .bind("owner", owner)
                        .fetch()
                        .rowsUpdated());
    Mono<Long> written =
        id % 2 == 0 ? insert : tenants.app().inTransaction(same -> insert).single();
    return written.then(
        client
            .sql("SELECT owner FROM item WHERE id = " + (1_000 + id))
            .mapValue(String.class)
            .one());
  }
}
