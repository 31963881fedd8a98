package dev.flexidb.benchmarks.claims;

import io.r2dbc.spi.Connection;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/** A way to a connection that stands in a tenant's schema. */
@FunctionalInterface
interface Way {

  /** Borrows a connection, works with it, and gives it back. */
  Mono<Void> in(int tenant, Function<Connection, Mono<Void>> work);
}
