package dev.flexidb.connection;

import static dev.flexidb.tenant.TenantContext.withSchema;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.DatabaseConfig;
import dev.flexidb.PoolConfig;
import dev.flexidb.TenantSwitch;
import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.TestDatabase;
import dev.flexidb.embedded.WithServer;
import dev.flexidb.error.UnknownSchemaException;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryMetadata;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/**
 * S05: connections whose inside is not the driver's that we know take the other way by themselves.
 */
@WithServer(DatabaseKind.POSTGRESQL)
class UnknownInsideTest implements Contract {

  /** The server's own driver, behind an interface. */
  private record Hidden(ConnectionFactory driver) implements ConnectionFactory {

    @Override
    public Mono<Connection> create() {
      return Mono.from(driver.create()).map(Hidden::hidden);
    }

    private static Connection hidden(Connection inside) {
      return (Connection)
          Proxy.newProxyInstance(
              Connection.class.getClassLoader(),
              new Class<?>[] {Connection.class},
              (proxy, method, arguments) -> {
                try {
                  return method.invoke(inside, arguments);
                } catch (InvocationTargetException thrown) {
                  throw thrown.getCause();
                }
              });
    }

    @Override
    public ConnectionFactoryMetadata getMetadata() {
      return driver.getMetadata();
    }
  }

  private TwoTenants hiding(TestDatabase database) {
    String url = url(database) + "?preparedStatementCacheQueries=0";
    DatabaseConfig config =
        DatabaseConfig.of(new Hidden(ConnectionFactories.get(url)))
            .withPool(PoolConfig.DEFAULTS.withMaxSize(2));
    return tenants(database, 3, ofUrl -> config.withTenancy(tenancy()));
  }

  @Test
  @DisplayName("S05: with every tenant at home, and nothing for one that is missing")
  void keepsTenantsApart(TestDatabase database) {
    assertThat(way()).isEqualTo(TenantSwitch.ONE_FLIGHT);
    try (TwoTenants tenants = hiding(database)) {
      String bound = "SELECT owner FROM item WHERE id = $1";
      List<Flux<String>> reads =
          List.of(
              tenants.query(bound, 1),
              tenants.query("SELECT owner FROM item WHERE id = 1"),
              tenants.with(c -> c.beginTransaction().thenMany(TwoTenants.strings(c, bound, 1))));
      for (int round = 0; round < 20; round++) {
        for (Flux<String> read : reads) {
          for (String tenant : List.of(tenants.a, tenants.b)) {
            StepVerifier.create(read.contextWrite(withSchema(tenant)))
                .expectNext(tenant)
                .verifyComplete();
          }
          StepVerifier.create(read.contextWrite(withSchema("no_such_tenant")))
              .verifyError(UnknownSchemaException.class);
        }
      }
      String insert = "INSERT INTO item VALUES ($1, 'new') RETURNING owner";
      StepVerifier.create(tenants.query(insert, 60).next().contextWrite(withSchema(tenants.b)))
          .expectNext("new")
          .verifyComplete();
      assertThat(tenants.count(tenants.a)).isEqualTo(3);
      assertThat(tenants.count(tenants.b)).isEqualTo(4);
      tenants.assertHealthy();
    }
  }
}
