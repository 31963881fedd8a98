package dev.flexidb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.TestDatabase;
import dev.flexidb.error.ConnectFailedException;
import dev.flexidb.error.InvalidConfigurationException;
import dev.flexidb.error.UnknownDatabaseException;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.test.MockConnectionFactory;
import java.io.IOException;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** A database whose pool is replaced while it is in use. */
interface ReplaceContract {

  private static ReactiveFlexiDb over(DatabaseConfig config) {
    return ReactiveFlexiDb.builder().database("app", config).build();
  }

  private static DatabaseConfig single(String url) {
    return DatabaseConfig.of(url).withPool(PoolConfig.DEFAULTS.withMaxSize(1));
  }

  /** The database that a connection has led to. */
  private static Mono<String> place(Connection connection, TestDatabase database) {
    String sql =
        database.server().kind() == DatabaseKind.POSTGRESQL
            ? "SELECT current_database()"
            : "SELECT database()";
    return Flux.from(connection.createStatement(sql).execute())
        .flatMap(result -> result.map(row -> row.get(0, String.class)))
        .single();
  }

  private static Mono<String> place(Database app, TestDatabase database) {
    return Mono.usingWhen(
        app.create(), connection -> place(connection, database), Connection::close);
  }

  @Test
  @DisplayName("Z07: new work goes to the new pool, work in progress ends on the old one")
  default void newWorkGoesToTheNewPoolAndTheOldOneEndsItsWork(TestDatabase database) {
    ObservedServer server = new ObservedServer(database);
    TestDatabase other = database.server().createDatabase();
    ReactiveFlexiDb db = over(single(database.r2dbcUrl()));
    Database app = db.get("app");

    Mono.usingWhen(
            app.create(),
            lazy ->
                Mono.usingWhen(
                    app.create(),
                    busy ->
                        place(busy, database)
                            .concatWith(
                                Mono.defer(
                                    () -> {
                                      // Waits for the only connection of the old pool.
                                      Mono<String> waiting = place(app, database).cache();
                                      waiting.subscribe();
                                      db.replace("app", single(other.r2dbcUrl())).subscribe();
                                      return waiting;
                                    }))
                            .concatWith(place(app, database))
                            .concatWith(place(lazy, database))
                            .concatWith(place(busy, database))
                            .collectList(),
                    Connection::close),
            Connection::close)
        .zipWhen(places -> server.sessionsBecome(0))
        .as(StepVerifier::create)
        .assertNext(
            both ->
                assertThat(both.getT1())
                    .containsExactly(
                        database.name(), other.name(), other.name(), other.name(), database.name()))
        .verifyComplete();
    db.close().then(new ObservedServer(other).sessionsBecome(0)).block();
    other.close();
  }

  @Test
  @DisplayName("Z07: no work is dropped while pools are replaced under load")
  default void noWorkIsDroppedUnderLoad(TestDatabase database) {
    ObservedServer server = new ObservedServer(database);
    DatabaseConfig config =
        DatabaseConfig.of(database.r2dbcUrl()).withPool(PoolConfig.DEFAULTS.withMaxSize(4));
    ReactiveFlexiDb db = over(config);
    CopyOnWriteArrayList<Throwable> errors = new CopyOnWriteArrayList<>();
    Disposable load =
        Flux.range(0, 16)
            .flatMap(
                i ->
                    db.get("app")
                        .sql("SELECT 1")
                        .mapValue(Integer.class)
                        .one()
                        .doOnError(errors::add)
                        .repeat(),
                16)
            .subscribe(row -> {}, error -> {});

    Flux.range(0, 5)
        .concatMap(i -> db.replace("app", config))
        .as(StepVerifier::create)
        .verifyComplete();
    load.dispose();
    assertThat(errors).isEmpty();
    db.close()
        .then(server.sessionsBecome(0))
        .as(StepVerifier::create)
        .expectNext(0L)
        .verifyComplete();
  }

  @Test
  @DisplayName("Z07: a replacement that cannot be connected to changes nothing")
  default void aReplacementThatCannotBeConnectedToChangesNothing(TestDatabase database)
      throws IOException {
    ReactiveFlexiDb db = over(DatabaseConfig.of(database.r2dbcUrl()));
    String port = ":" + database.server().port() + "/";
    String dead = database.r2dbcUrl().replace(port, ":" + LoginContract.closedPort() + "/");

    db.replace("app", DatabaseConfig.of(dead).withRetry(RetryConfig.NONE))
        .as(StepVerifier::create)
        .verifyError(ConnectFailedException.class);
    db.replace("app", DatabaseConfig.of(MockConnectionFactory.empty()))
        .as(StepVerifier::create)
        .verifyErrorSatisfies(
            error ->
                assertThat(error)
                    .isInstanceOf(InvalidConfigurationException.class)
                    .hasMessageContaining("cannot be replaced by one for Mock"));
    db.replace("app", DatabaseConfig.of(database.r2dbcUrl()).withTenancy(Tenancy.schemaPerTenant()))
        .as(StepVerifier::create)
        .verifyErrorSatisfies(
            error ->
                assertThat(error)
                    .isInstanceOf(InvalidConfigurationException.class)
                    .hasMessageContaining("whose tenants live elsewhere"));
    db.replace("nobody", DatabaseConfig.of(database.r2dbcUrl()))
        .as(StepVerifier::create)
        .verifyError(UnknownDatabaseException.class);
    place(db.get("app"), database)
        .as(StepVerifier::create)
        .expectNext(database.name())
        .verifyComplete();
    db.close().block();
  }
}
