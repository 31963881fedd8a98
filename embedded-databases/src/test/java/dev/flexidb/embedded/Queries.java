package dev.flexidb.embedded;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactories;
import reactor.core.publisher.Flux;

/** Asks through the R2DBC drivers, as users do. */
final class Queries {

  private Queries() {}

  static Flux<String> query(String r2dbcUrl, String sql) {
    return Flux.usingWhen(
        ConnectionFactories.get(r2dbcUrl).create(),
        connection ->
            Flux.from(connection.createStatement(sql).execute())
                .flatMap(result -> result.map((row, metadata) -> row.get(0, String.class))),
        Connection::close);
  }
}
