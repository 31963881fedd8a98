package dev.flexidb.benchmarks.memory;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryMetadata;
import reactor.core.publisher.Mono;

/** Connections that answer at once. Stateless; it calls itself PostgreSQL. */
public final class MemoryFactory implements ConnectionFactory {

  static final String PRODUCT = "PostgreSQL";

  @Override
  public Mono<Connection> create() {
    return Mono.fromSupplier(MemoryConnection::new);
  }

  @Override
  public ConnectionFactoryMetadata getMetadata() {
    return () -> PRODUCT;
  }
}
