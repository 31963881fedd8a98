package dev.flexidb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.batch.CircuitBreakerConfig;
import dev.flexidb.batch.CircuitState;
import dev.flexidb.embedded.TestDatabase;
import io.r2dbc.spi.Connection;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** What listeners are told of, on whatever path it happens. */
@DisplayName("F08, F20: listeners and the breaker on every path")
interface EventsContract {

  private static Flux<String> missing(Connection connection) {
    return Flux.from(connection.createStatement("SELECT * FROM missing").execute())
        .flatMap(result -> result.map(row -> "row"));
  }

  @Test
  default void connectionsAndErrorsAreToldOnEveryPath(TestDatabase database) {
    ToldEvents told = new ToldEvents();
    ReactiveFlexiDb db =
        ReactiveFlexiDb.builder()
            .database("app", DatabaseConfig.of(database.r2dbcUrl()))
            .listener(told)
            .build();
    Database app = db.get("app");

    Flux.usingWhen(app.create(), EventsContract::missing, Connection::close)
        .onErrorComplete()
        .thenMany(app.sql("SELECT * FROM missing").fetch().all().onErrorComplete())
        .thenMany(
            app.inTransaction(client -> client.sql("SELECT * FROM missing").fetch().all())
                .onErrorComplete())
        .then(
            db.batch(Map.of("app", c -> c.sql("SELECT * FROM missing").fetch().all()))
                .onErrorComplete())
        .then(db.close())
        .as(StepVerifier::create)
        .verifyComplete();

    String server = "app@%s:%d".formatted(database.server().host(), database.server().port());
    told.awaited("disconnected " + server)
        .as(StepVerifier::create)
        .assertNext(
            events -> {
              assertThat(events).startsWith("connected " + server);
              assertThat(events).filteredOn(("error " + server)::equals).hasSize(4);
            })
        .verifyComplete();
  }

  @Test
  default void aCommitWhoseConnectionIsLostIsToldAndCounted(TestDatabase database) {
    database.execute("CREATE TABLE t (id int)");
    ObservedServer observed = new ObservedServer(database);
    ToldEvents told = new ToldEvents();
    ReactiveFlexiDb db =
        ReactiveFlexiDb.builder()
            .database(
                "app",
                DatabaseConfig.of(database.r2dbcUrl())
                    .withCircuitBreaker(CircuitBreakerConfig.DEFAULTS.withThreshold(1)))
            .listener(told)
            .build();

    db.get("app")
        .inTransaction(
            client ->
                client
                    .sql("INSERT INTO t VALUES (1)")
                    .fetch()
                    .rowsUpdated()
                    .then(client.sql(observed.ownId()).mapValue(Long.class).one())
                    .flatMap(observed::kill))
        .as(StepVerifier::create)
        .verifyError();

    told.awaited("CLOSED > OPEN")
        .as(StepVerifier::create)
        .assertNext(events -> assertThat(events).anyMatch(event -> event.startsWith("error app@")))
        .verifyComplete();
    DatabaseStats stats = Objects.requireNonNull(db.stats().get("app"));
    assertThat(stats.circuit()).isNotEqualTo(CircuitState.CLOSED);
    assertThat(stats.totalQueries()).as("BEGIN and COMMIT are no queries").isEqualTo(2);
    db.close().block();
  }

  @Test
  @DisplayName("F21, F22: a listener that throws changes nothing else")
  default void aListenerThatThrowsChangesNothing(TestDatabase database) {
    ReactiveFlexiDb db =
        ReactiveFlexiDb.builder()
            .database(
                "app", DatabaseConfig.of(database.r2dbcUrl()).withHealthCheck(BusyMachine.HEALTH))
            .listener(
                new FlexiDbListener() {
                  @Override
                  public void onConnect(String name, String server) {
                    throw new IllegalStateException("broken listener");
                  }
                })
            .build();

    Mono.zip(
            db.get("app").sql("SELECT 1").mapValue(Integer.class).one(),
            db.health().map(health -> Objects.requireNonNull(health.get("app"))))
        .as(StepVerifier::create)
        .assertNext(
            answers -> {
              assertThat(answers.getT1()).isEqualTo(1);
              assertThat(answers.getT2()).isTrue();
            })
        .verifyComplete();
    assertThat(db.stats())
        .extractingByKey("app")
        .extracting("health")
        .isEqualTo(HealthStatus.HEALTHY);
    db.close().block();
  }
}
