package dev.flexidb;

import static dev.flexidb.tenant.TenantContext.withSchema;
import static dev.flexidb.tenant.TenantContext.withoutSchema;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.TestDatabase;
import dev.flexidb.error.ClosedException;
import dev.flexidb.tenant.SchemaName;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.R2dbcDataIntegrityViolationException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** What a listener is told of users' statements, on whatever path they run. */
@DisplayName("Z08: query events")
interface QueryEventsContract {

  /** Writes down what it is told. */
  final class Told implements FlexiDbListener {

    private final List<QueryEvent> events = new CopyOnWriteArrayList<>();

    @Override
    public void onQuery(QueryEvent event) {
      events.add(event);
    }

    /** All events so far, once there are so many. */
    List<QueryEvent> awaited(int count) {
      return Objects.requireNonNull(
          Mono.fromSupplier(() -> List.copyOf(events))
              .filter(told -> told.size() >= count)
              .repeatWhenEmpty(asked -> asked.delayElements(Duration.ofMillis(10)).take(1_000))
              .block());
    }
  }

  private static String marker(TestDatabase database) {
    return database.server().kind() == DatabaseKind.POSTGRESQL ? "$1" : "?";
  }

  private static Flux<Integer> bound(Connection connection, String sql) {
    return Flux.from(connection.createStatement(sql).bind(0, 4711).execute())
        .flatMap(result -> result.map(row -> Objects.requireNonNull(row.get(0, Integer.class))));
  }

  @Test
  default void areToldOnEveryPathAndNotForOurOwn(TestDatabase database) {
    Told told = new Told();
    ReactiveFlexiDb db =
        ReactiveFlexiDb.builder()
            .database("app", DatabaseConfig.of(database.r2dbcUrl()))
            .listener(told)
            .build();
    Database app = db.get("app");
    String withValue = "SELECT id FROM t WHERE id = " + marker(database);
    String two = "INSERT INTO t VALUES (1); INSERT INTO t VALUES (2)";

    app.sql("CREATE TABLE t (id int)")
        .then()
        .then(db.health())
        .thenMany(
            Flux.usingWhen(
                app.create(),
                c ->
                    Flux.from(
                            c.createBatch()
                                .add("INSERT INTO t VALUES (1)")
                                .add("INSERT INTO t VALUES (2)")
                                .execute())
                        .flatMap(result -> result.getRowsUpdated())
                        .thenMany(bound(c, withValue)),
                Connection::close))
        .thenMany(
            app.inTransaction(
                client -> client.sql("UPDATE t SET id = 3 WHERE id = 1").fetch().rowsUpdated()))
        .then(db.batch(Map.of("app", c -> c.sql("SELECT count(*) FROM t").fetch().one())))
        .thenMany(app.sql("SELECT * FROM missing").fetch().all().onErrorComplete())
        .then(db.close())
        .as(StepVerifier::create)
        .verifyComplete();

    List<QueryEvent> events = told.awaited(6);
    assertThat(events)
        .extracting(QueryEvent::sql)
        .containsExactly(
            "CREATE TABLE t (id int)",
            two,
            withValue,
            "UPDATE t SET id = 3 WHERE id = 1",
            "SELECT count(*) FROM t",
            "SELECT * FROM missing");
    String server = database.server().host() + ":" + database.server().port();
    assertThat(events)
        .allSatisfy(
            event -> {
              assertThat(event.database()).isEqualTo("app");
              assertThat(event.server()).isEqualTo(server);
              assertThat(event.tenant()).isNull();
              assertThat(event.took()).isPositive().isLessThan(Duration.ofSeconds(30));
              assertThat(event.cancelled()).isFalse();
              assertThat(event.toString()).as("no bind value").doesNotContain("4711");
            });
    assertThat(events.subList(0, 5)).allSatisfy(event -> assertThat(event.error()).isNull());
    assertThat(events.get(5).error()).hasMessageContaining("missing");
  }

  @Test
  default void nameTheTenantInWhichTheyRan(TestDatabase database) {
    Told told = new Told();
    ReactiveFlexiDb db =
        ReactiveFlexiDb.builder()
            .database(
                "app",
                DatabaseConfig.of(database.r2dbcUrl()).withTenancy(Tenancy.schemaPerTenant()))
            .listener(told)
            .build();
    String tenant = database.name() + "_a";
    database.execute("CREATE SCHEMA " + tenant);
    Mono<Integer> one = db.get("app").sql("SELECT 1").mapValue(Integer.class).one();

    one.contextWrite(withSchema(tenant))
        .then(one.contextWrite(withoutSchema()))
        .then(one.contextWrite(withSchema("no_such_tenant")).onErrorComplete())
        .then(db.close())
        .as(StepVerifier::create)
        .verifyComplete();

    List<QueryEvent> events = told.awaited(3);
    assertThat(events).extracting(QueryEvent::sql).containsOnly("SELECT 1");
    assertThat(events)
        .extracting(QueryEvent::tenant)
        .containsExactly(new SchemaName(tenant), null, new SchemaName("no_such_tenant"));
    assertThat(events.get(2).error()).hasMessageContaining("no_such_tenant");
    database.execute("DROP SCHEMA " + tenant);
  }

  @Test
  default void tellAnErrorThatItsReaderPassesOver(TestDatabase database) {
    Told told = new Told();
    ReactiveFlexiDb db =
        ReactiveFlexiDb.builder()
            .database("app", DatabaseConfig.of(database.r2dbcUrl()))
            .listener(told)
            .build();
    database.execute("CREATE TABLE k (id int PRIMARY KEY)", "INSERT INTO k VALUES (1)");

    Flux.usingWhen(
            db.get("app").create(),
            c ->
                Flux.from(c.createStatement("INSERT INTO k VALUES (1)").execute())
                    .flatMap(result -> result.flatMap(segment -> Mono.empty()))
                    .thenMany(c.createStatement("INSERT INTO k VALUES (1)").execute())
                    .flatMap(result -> result.filter(segment -> false).getRowsUpdated()),
            Connection::close)
        .then(db.close())
        .as(StepVerifier::create)
        .verifyComplete();

    assertThat(told.awaited(2))
        .hasSize(2)
        .allSatisfy(
            event ->
                assertThat(event.error()).isInstanceOf(R2dbcDataIntegrityViolationException.class));
  }

  @Test
  default void sayThatACallerLeftAndWhatItWasToldInstead(TestDatabase database) {
    Told told = new Told();
    ReactiveFlexiDb db =
        ReactiveFlexiDb.builder()
            .database("app", DatabaseConfig.of(database.r2dbcUrl()))
            .listener(told)
            .closeGrace(Duration.ZERO)
            .build();
    database.execute("CREATE TABLE n (i int)");
    String tens = "(1), (2), (3), (4), (5), (6), (7), (8), (9), (10)";
    database.execute("INSERT INTO n VALUES " + tens);
    // More than the drivers fetch ahead.
    Flux<Integer> many =
        db.get("app").sql("SELECT 1 FROM n a, n b, n c, n d, n e").mapValue(Integer.class).all();

    StepVerifier.create(many.next()).expectNext(1).verifyComplete();
    QueryEvent left = told.awaited(1).get(0);
    StepVerifier.create(many, 1)
        .expectNext(1)
        .then(() -> db.close().subscribe())
        .expectError()
        .verify(Duration.ofSeconds(20));
    List<QueryEvent> events = told.awaited(2);

    assertThat(left.cancelled()).isTrue();
    assertThat(left.error()).as("what the stop at the server brings").isNull();
    assertThat(events).hasSize(2);
    assertThat(events.get(1).error()).isInstanceOf(ClosedException.class);
    assertThat(events.get(1).cancelled()).isFalse();
  }
}
