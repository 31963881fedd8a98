package dev.flexidb.benchmarks.claims;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Statement;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The statements that all cases have in common, and the proof that the right tenant answered.
 * Immutable.
 */
final class Items {

  private final String table;
  private final String parameter;
  private final boolean everyones;

  private Items(String table, String parameter, boolean everyones) {
    this.table = table;
    this.parameter = parameter;
    this.everyones = everyones;
  }

  /** The table of the tenant that a connection stands in. */
  static Items ofTenant(String parameter) {
    return new Items("items", parameter, false);
  }

  /** A tenant's table under its full name. */
  static Items in(String schema, String parameter) {
    return new Items(schema + ".items", parameter, false);
  }

  /** The table of all tenants' rows, under its full name. */
  static Items ofEveryone(String schema, String parameter) {
    return new Items(schema + ".items", parameter, true);
  }

  private int id(int tenant, int key) {
    return everyones ? tenant * Schemas.KEYS + key : key;
  }

  /** One row by its key, which is bound. */
  Mono<Void> read(Connection connection, int tenant, int key) {
    return read(connection, "", tenant, key);
  }

  /** The same by another text. */
  Mono<Void> read(Connection connection, String moreColumns, int tenant, int key) {
    String sql =
        "SELECT tenant, note" + moreColumns + " FROM " + table + " WHERE id = " + parameter;
    return requireRow(tenant, connection.createStatement(sql).bind(0, id(tenant, key)));
  }

  /** One row by its key, which is part of the text. */
  Mono<Void> readText(Connection connection, int tenant, int key) {
    String sql = "SELECT tenant, note FROM " + table + " WHERE id = " + id(tenant, key);
    return requireRow(tenant, connection.createStatement(sql));
  }

  private static Mono<Void> requireRow(int tenant, Statement statement) {
    return requireTenant(
        tenant,
        Flux.from(statement.execute())
            .flatMap(result -> result.map(row -> row.get(0, Integer.class))));
  }

  /** Exactly one row, and the tenant's own. */
  static Mono<Void> requireTenant(int tenant, Publisher<Integer> rows) {
    return Flux.from(rows)
        .single()
        .<Void>handle(
            (found, sink) -> {
              if (found != tenant) {
                sink.error(
                    new IllegalStateException(
                        "tenant %d was given a row of tenant %d".formatted(tenant, found)));
              }
            });
  }

  /** Changes one row by its key, which is bound. */
  Mono<Void> write(Connection connection, int tenant, int key) {
    String sql = "UPDATE " + table + " SET n = n + 1 WHERE id = " + parameter;
    return Flux.from(connection.createStatement(sql).bind(0, id(tenant, key)).execute())
        .flatMap(result -> result.getRowsUpdated())
        .single()
        .<Void>handle(
            (changed, sink) -> {
              if (changed != 1) {
                sink.error(
                    new IllegalStateException(
                        "tenant %d changed %d rows, not one".formatted(tenant, changed)));
              }
            });
  }
}
