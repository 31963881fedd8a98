package dev.flexidb.testing.junit;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.Result;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Statements that a test is prepared by. */
final class Script {

  private Script() {}

  /** One after the other, each kept by itself. */
  static Mono<Void> run(ConnectionFactory database, List<String> statements) {
    return statements.isEmpty()
        ? Mono.empty()
        : Mono.usingWhen(
            database.create(),
            connection ->
                Flux.fromIterable(statements)
                    .concatMap(sql -> connection.createStatement(sql).execute())
                    .concatMap(Result::getRowsUpdated)
                    .then(),
            Connection::close);
  }
}
