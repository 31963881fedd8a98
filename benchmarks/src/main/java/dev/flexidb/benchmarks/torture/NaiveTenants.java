package dev.flexidb.benchmarks.torture;

import dev.flexidb.tenant.TenantContext;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryMetadata;
import java.time.Duration;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What people do without us: r2dbc-pool, whose hook awaits {@code SET search_path} or {@code USE}
 * on each borrow. It is here to show that the torture can be failed.
 */
public final class NaiveTenants implements ConnectionFactory {

  private final ConnectionPool pool;
  private final String set;

  /** A pool of that size, with r2dbc-pool's defaults but for a limit to waiting. */
  public NaiveTenants(Ground ground, int size) {
    this.set = ground.isPostgreSql() ? "SET search_path TO " : "USE ";
    this.pool =
        new ConnectionPool(
            ConnectionPoolConfiguration.builder(
                    ConnectionFactories.get(ground.database().r2dbcUrl()))
                .initialSize(0)
                .maxSize(size)
                .maxAcquireTime(Duration.ofSeconds(10))
                .postAllocate(this::moved)
                .build());
  }

  @Override
  public Mono<Connection> create() {
    return pool.create();
  }

  private Mono<Void> moved(Connection connection) {
    return Mono.deferContextual(
        context -> {
          String tenant = TenantContext.schemaOf(context).orElseThrow().value();
          return Flux.from(connection.createStatement(set + tenant).execute())
              .flatMap(result -> result.getRowsUpdated())
              .then();
        });
  }

  @Override
  public ConnectionFactoryMetadata getMetadata() {
    return pool.getMetadata();
  }

  /** Closes the pool, which may wait for ever for what is stuck. */
  public Mono<Void> close() {
    return pool.disposeLater().timeout(Duration.ofSeconds(10)).onErrorComplete();
  }
}
