package dev.flexidb;

import static dev.flexidb.tenant.TenantContext.withSchema;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.embedded.TestDatabase;
import dev.flexidb.tenant.SchemaName;
import dev.flexidb.tenant.TenantContext;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.util.context.ContextView;

/**
 * What stands beside users' statements is told of each one, once, with its subscriber's Context.
 */
@DisplayName("Z08: observers of statements")
interface StatementObserverContract {

  /** Writes down each begin and each end. */
  final class Noted implements StatementObserver {

    private final List<Start> starts = new CopyOnWriteArrayList<>();
    private final List<Object> users = new CopyOnWriteArrayList<>();
    private final List<End> ends = new CopyOnWriteArrayList<>();

    @Override
    public @Nullable Ending started(Start start, ContextView subscriber) {
      starts.add(start);
      users.add(subscriber.getOrDefault("user", "nobody"));
      return ends::add;
    }

    /** All ends so far, once there are so many. */
    List<End> awaited(int count) {
      return Objects.requireNonNull(
          Mono.fromSupplier(() -> List.copyOf(ends))
              .filter(told -> told.size() >= count)
              .repeatWhenEmpty(asked -> asked.delayElements(Duration.ofMillis(10)).take(1_000))
              .block());
    }
  }

  private static ReactiveFlexiDb.Builder over(TestDatabase database) {
    return ReactiveFlexiDb.builder()
        .database(
            "app", DatabaseConfig.of(database.r2dbcUrl()).withTenancy(Tenancy.schemaPerTenant()));
  }

  private static Mono<Integer> one(ReactiveFlexiDb db, String sql) {
    return db.get("app").sql(sql).mapValue(Integer.class).one();
  }

  @Test
  default void seeEachStatementWithTheContextOfItsSubscriber(TestDatabase database) {
    Noted noted = new Noted();
    ReactiveFlexiDb db =
        over(database)
            .observer((start, subscriber) -> null)
            .observer(
                (start, subscriber) -> {
                  throw new IllegalStateException("broken");
                })
            .observer(noted)
            .build();
    String[] tenants = {database.name() + "_a", database.name() + "_b"};
    for (String tenant : tenants) {
      database.execute("CREATE SCHEMA " + tenant);
    }
    Flux.just(tenants)
        .concatMap(
            tenant ->
                one(db, "SELECT 1")
                    .contextWrite(withSchema(tenant))
                    .contextWrite(context -> context.put("user", "of " + tenant)))
        .then(one(db, "SELECT missing").contextWrite(withSchema(tenants[1])).onErrorComplete())
        .as(StepVerifier::create)
        .verifyComplete();
    assertThat(Objects.requireNonNull(db.stats().get("app")).tenantSwitches()).isEqualTo(1);
    db.close().block();

    assertThat(noted.awaited(3)).hasSize(3).allMatch(StatementObserver.End::sent);
    assertThat(noted.users).containsExactly("of " + tenants[0], "of " + tenants[1], "nobody");
    assertThat(noted.starts)
        .extracting(start -> Objects.requireNonNull(start.tenant()).value())
        .containsExactly(tenants[0], tenants[1], tenants[1]);
    assertThat(noted.starts)
        .allSatisfy(
            start -> {
              assertThat(start.database()).isEqualTo("app");
              assertThat(start.server())
                  .isEqualTo(database.server().host() + ":" + database.server().port());
              assertThat(start.replica()).isFalse();
            });
    assertThat(noted.ends)
        .extracting(StatementObserver.End::error)
        .filteredOn(e -> e != null)
        .hasSize(1);
  }

  @Test
  default void areToldOfAnEndWhereACallerWantsNoMore(TestDatabase database) {
    Noted noted = new Noted();
    ReactiveFlexiDb db = over(database).observer(noted).build();
    database.execute("CREATE SCHEMA " + database.name() + "_a");

    Flux.usingWhen(
            db.get("app").create(),
            connection -> {
              Statement first = connection.createStatement("SELECT 1");
              Statement second = connection.createStatement("SELECT 2");
              // Of the second one nobody waits for the connection's turn.
              return Flux.merge(
                  Flux.from(first.execute()).flatMap(result -> result.map(row -> row.get(0))),
                  Flux.from(second.execute()).take(Duration.ZERO).then());
            },
            Connection::close)
        .thenMany(db.get("app").sql("SELECT 3").mapValue(Integer.class).all().next())
        .contextWrite(withSchema(database.name() + "_a"))
        .then(db.close())
        .as(StepVerifier::create)
        .verifyComplete();

    assertThat(noted.awaited(noted.starts.size())).hasSameSizeAs(noted.starts);
  }

  @Test
  default void areNotToldOfLookUpsInTheDirectoryOfTenants(TestDatabase database) {
    Noted noted = new Noted();
    List<String> queries = new CopyOnWriteArrayList<>();
    FlexiDbListener listener =
        new FlexiDbListener() {
          @Override
          public void onQuery(QueryEvent event) {
            queries.add(event.sql());
          }
        };
    SchemaName schema = new SchemaName(database.name() + "_a");
    TenantDirectory directory =
        new TenantDirectory() {
          @Override
          public Mono<Tenant> find(DatabaseClient shared, String id) {
            return shared
                .sql("SELECT 8")
                .fetch()
                .one()
                .thenReturn(new Tenant(id, schema, TenantState.ACTIVE));
          }

          @Override
          public Flux<Tenant> inactive(DatabaseClient shared) {
            return shared.sql("SELECT 9").fetch().all().thenMany(Flux.empty());
          }
        };
    ReactiveFlexiDb db =
        ReactiveFlexiDb.builder()
            .database(
                "app",
                DatabaseConfig.of(database.r2dbcUrl())
                    .withTenancy(Tenancy.schemaPerTenant().directory(directory)))
            .observer(noted)
            .listener(listener)
            .build();
    database.execute("CREATE SCHEMA " + schema.value());

    db.get("app")
        .schemaOf("acme")
        .flatMap(found -> one(db, "SELECT 1").contextWrite(withSchema(found)))
        .as(StepVerifier::create)
        .expectNext(1)
        .verifyComplete();
    db.close().block();

    assertThat(noted.awaited(1)).hasSize(1);
    assertThat(noted.starts).extracting(StatementObserver.Start::sql).containsExactly("SELECT 1");
    Mono.fromSupplier(() -> List.copyOf(queries))
        .filter(told -> told.contains("SELECT 1"))
        .repeatWhenEmpty(asked -> asked.delayElements(Duration.ofMillis(10)).take(1_000))
        .as(StepVerifier::create)
        .expectNext(List.of("SELECT 1"))
        .verifyComplete();
  }

  @Test
  @DisplayName("F25: listeners are told of databases that come and go")
  default void databasesThatComeAndGoAreTold(TestDatabase database) {
    ToldEvents told = new ToldEvents();
    ReactiveFlexiDb db = over(database).listener(told).build();
    db.register("late", DatabaseConfig.of(database.r2dbcUrl()))
        .then(db.unregister("late"))
        .then(db.close())
        .as(StepVerifier::create)
        .verifyComplete();

    told.awaited("unregistered late")
        .as(StepVerifier::create)
        .assertNext(
            events ->
                assertThat(events)
                    .filteredOn(event -> event.contains("registered"))
                    .containsExactly("registered late", "unregistered late"))
        .verifyComplete();
  }

  @Test
  @DisplayName("Z08: whether a schema is there is asked without a tenant, and told to nobody")
  default void seeNothingOfALookForASchema(TestDatabase database) {
    Noted noted = new Noted();
    ReactiveFlexiDb db = over(database).observer(noted).build();
    SchemaName schema = new SchemaName(database.name() + "_there");
    database.execute("CREATE SCHEMA " + schema.value());
    try {
      StepVerifier.create(db.get("app").hasSchema(schema)).expectNext(true).verifyComplete();
      StepVerifier.create(
              db.get("app")
                  .hasSchema(new SchemaName(database.name() + "_not_there"))
                  .contextWrite(TenantContext.withSchema(schema)))
          .expectNext(false)
          .verifyComplete();
      StepVerifier.create(one(db, "SELECT 1").contextWrite(TenantContext.withoutSchema()))
          .expectNext(1)
          .verifyComplete();
      assertThat(noted.awaited(1)).hasSize(1);
    } finally {
      database.execute("DROP SCHEMA " + schema.value());
      db.close().block();
    }
  }
}
