package dev.flexidb.connection;

import static dev.flexidb.tenant.TenantContext.withSchema;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.TestDatabase;
import dev.flexidb.embedded.WithServer;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactories;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/**
 * S34: a statement that was prepared on the server stays in the database that it was prepared in.
 * MariaDB's driver prepares any text with "call" in it, whatever it is told.
 */
@WithServer(DatabaseKind.MARIADB)
class CallsTableTest implements Contract {

  private static final String QUERY = "SELECT owner FROM calls WHERE id = ?";

  private static void createCalls(TwoTenants tenants) {
    for (String tenant : List.of(tenants.a, tenants.b)) {
      tenants.database.execute(
          "CREATE VIEW %s.calls AS SELECT * FROM %s.item".formatted(tenant, tenant));
    }
  }

  @Test
  @DisplayName("S34: with server-side prepare the driver itself reads the previous tenant's rows")
  void driverLeaksByItself(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      createCalls(tenants);
      Flux<String> raw =
          Flux.usingWhen(
              ConnectionFactories.get(database.r2dbcUrl() + "?useServerPrepStmts=true").create(),
              c ->
                  Flux.just(tenants.a, tenants.b)
                      .concatMap(tenant -> ask(c, "USE " + tenant).then(ask(c, QUERY).single())),
              Connection::close);
      StepVerifier.create(raw).expectNext(tenants.a, tenants.a).verifyComplete();
    }
  }

  private static Flux<String> ask(Connection connection, String sql) {
    return Mono.fromSupplier(() -> connection.createStatement(sql))
        .map(statement -> sql.contains("?") ? statement.bind(0, 1) : statement)
        .flatMapMany(statement -> statement.execute())
        .flatMap(TwoTenants::strings);
  }

  @Test
  @DisplayName("S34: behind us nothing is prepared on the server, and each tenant reads its own")
  void tenantsReadTheirOwn(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      createCalls(tenants);
      for (String tenant : List.of(tenants.a, tenants.b, tenants.a)) {
        for (Flux<String> read :
            List.of(
                tenants.query(QUERY, 1),
                tenants.query("SELECT owner FROM calls WHERE id = 1"),
                tenants.with(
                    c ->
                        Flux.from(
                                c.createBatch()
                                    .add("SELECT owner FROM item WHERE id = 1")
                                    .add("SELECT owner FROM calls WHERE id = 1")
                                    .execute())
                            .concatMap(TwoTenants::strings)
                            .distinct()),
                tenants.with(
                    c -> c.beginTransaction().thenMany(TwoTenants.strings(c, QUERY, 1))))) {
          StepVerifier.create(read.contextWrite(withSchema(tenant)))
              .expectNext(tenant)
              .verifyComplete();
        }
      }
      assertThat(tenants.stats().totalConnections()).isOne();
      StepVerifier.create(
              tenants.with(CallsTableTest::preparedOnServer).contextWrite(withSchema(tenants.a)))
          .expectNext("0")
          .verifyComplete();
    }
  }

  private static Flux<String> preparedOnServer(LogicalConnection connection) {
    return Flux.from(
            connection.createStatement("SHOW SESSION STATUS LIKE 'Com_stmt_prepare'").execute())
        .flatMap(result -> result.map(row -> String.valueOf(row.get(1))));
  }
}
