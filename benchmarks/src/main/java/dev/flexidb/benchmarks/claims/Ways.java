package dev.flexidb.benchmarks.claims;

import static dev.flexidb.tenant.TenantContext.withSchema;

import dev.flexidb.Database;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The ways that are compared: ours, none at all, and what people do without us. */
final class Ways {

  private Ways() {}

  /** The pool alone: its statements name their schema themselves. */
  static Way bare(ConnectionFactory pool) {
    return (tenant, work) -> Mono.usingWhen(pool.create(), work, Connection::close);
  }

  /** A database of ours; the tenant is in the Context. */
  static Way ours(Database database, List<String> schemas) {
    return (tenant, work) ->
        Mono.usingWhen(database.create(), work, Connection::close)
            .contextWrite(withSchema(schemas.get(tenant)));
  }

  /** {@code SET search_path}, awaited, on each borrow. */
  static Way setOnBorrow(ConnectionFactory pool, List<String> schemas) {
    return (tenant, work) ->
        Mono.usingWhen(
            pool.create(),
            connection ->
                run(connection, "SET search_path TO " + schemas.get(tenant))
                    .then(Mono.defer(() -> work.apply(connection))),
            Connection::close);
  }

  /** The same, and the path is reset before the connection goes back. */
  static Way setAndReset(ConnectionFactory pool, List<String> schemas) {
    return (tenant, work) ->
        Mono.usingWhen(
            pool.create(),
            connection ->
                run(connection, "SET search_path TO " + schemas.get(tenant))
                    .then(Mono.defer(() -> work.apply(connection))),
            connection -> run(connection, "RESET search_path").then(Mono.from(connection.close())));
  }

  /** Begin, {@code SET LOCAL search_path}, work, commit: each is awaited. */
  static Way setLocal(ConnectionFactory pool, List<String> schemas) {
    return (tenant, work) ->
        Mono.usingWhen(
            pool.create(),
            connection ->
                Mono.from(connection.beginTransaction())
                    .then(run(connection, "SET LOCAL search_path TO " + schemas.get(tenant)))
                    .then(Mono.defer(() -> work.apply(connection)))
                    .then(Mono.defer(() -> Mono.from(connection.commitTransaction()))),
            Connection::close);
  }

  private static Mono<Void> run(Connection connection, String sql) {
    return Flux.defer(() -> connection.createStatement(sql).execute())
        .flatMap(result -> result.getRowsUpdated())
        .then();
  }
}
