package dev.flexidb.embedded;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.R2dbcException;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

/** What the shared server of every kind does. */
interface ServerContract {

  static Flux<String> query(String r2dbcUrl, String sql) {
    return Flux.usingWhen(
        ConnectionFactories.get(r2dbcUrl).create(),
        connection ->
            Flux.from(connection.createStatement(sql).execute())
                .flatMap(result -> result.map((row, metadata) -> row.get(0, String.class))),
        Connection::close);
  }

  @Test
  default void answersAQuery(DatabaseServer server) {
    query(server.r2dbcUrl(), "SELECT 'hello'")
        .as(StepVerifier::create)
        .expectNext("hello")
        .verifyComplete();
  }

  @Test
  default void refusesAWrongPassword(DatabaseServer server) {
    query(server.r2dbcUrl().replace(":" + server.password() + "@", ":wrong@"), "SELECT 'hello'")
        .as(StepVerifier::create)
        .verifyError(R2dbcException.class);
  }

  @Test
  default void handsOutAnEmptyDatabase(TestDatabase database) {
    database.execute("CREATE TABLE t (v varchar(9))", "INSERT INTO t VALUES ('mine')");

    query(database.r2dbcUrl(), "SELECT v FROM t")
        .as(StepVerifier::create)
        .expectNext("mine")
        .verifyComplete();
  }
}
