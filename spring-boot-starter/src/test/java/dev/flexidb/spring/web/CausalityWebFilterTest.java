package dev.flexidb.spring.web;

import dev.flexidb.Access;
import dev.flexidb.Database;
import dev.flexidb.DatabaseConfig;
import dev.flexidb.ReactiveFlexiDb;
import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.DatabaseServer;
import dev.flexidb.embedded.DatabaseServers;
import dev.flexidb.embedded.Replica;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.web.server.WebFilter;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

@DisplayName("Z05: a request reads what it wrote")
class CausalityWebFilterTest {

  @Test
  void alsoWhereTheReplicaIsBehind() {
    try (DatabaseServer primary = DatabaseServers.start(DatabaseKind.POSTGRESQL);
        Replica replica = primary.replica()) {
      primary.execute("CREATE TABLE notes (id int)");
      replica.awaitCaughtUp();
      replica.pauseReplay();
      ReactiveFlexiDb db =
          ReactiveFlexiDb.builder()
              .database(
                  "orders", DatabaseConfig.of(primary.r2dbcUrl()).withReplicas(replica.r2dbcUrl()))
              .build();
      request(db, (exchange, chain) -> chain.filter(exchange))
          .as(StepVerifier::create)
          .expectNext(0L)
          .verifyComplete();
      request(db, new CausalityWebFilter())
          .as(StepVerifier::create)
          .expectNext(2L)
          .verifyComplete();
      replica.resumeReplay();
      db.close().block();
    }
  }

  /** Writes a row, and gives how many it then reads. */
  private static Flux<Long> request(ReactiveFlexiDb db, WebFilter filter) {
    Database writing = db.get("orders");
    Database reading = db.get("orders", Access.READ);
    List<Long> seen = new ArrayList<>();
    Mono<Void> handler =
        writing
            .sql("INSERT INTO notes VALUES (1)")
            .then()
            .then(reading.sql("SELECT count(*) FROM notes").mapValue(Long.class).one())
            .doOnNext(seen::add)
            .then();
    return filter
        .filter(MockServerWebExchange.from(MockServerHttpRequest.get("/")), exchange -> handler)
        .thenMany(Flux.defer(() -> Flux.fromIterable(seen)));
  }
}
