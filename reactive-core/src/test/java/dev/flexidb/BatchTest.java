package dev.flexidb;

import static dev.flexidb.DatabaseOperation.on;
import static dev.flexidb.tenant.TenantContext.withSchema;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.batch.BatchFailedException;
import dev.flexidb.batch.BatchOptions;
import dev.flexidb.batch.BatchResult;
import dev.flexidb.batch.OperationTimeoutException;
import dev.flexidb.batch.Outcome;
import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.TestDatabase;
import dev.flexidb.embedded.WithServer;
import dev.flexidb.error.MissingTenantException;
import dev.flexidb.error.UnknownDatabaseException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

@DisplayName("F07: a batch over PostgreSQL and MariaDB")
class BatchTest {

  private final String tenant;
  private final TestDatabase users;
  private final TestDatabase events;
  private final ReactiveFlexiDb db;

  BatchTest(
      @WithServer(DatabaseKind.POSTGRESQL) TestDatabase users,
      @WithServer(DatabaseKind.MARIADB) TestDatabase events) {
    this.users = users;
    this.events = events;
    this.tenant = "company_" + users.name();
    users.execute(
        "CREATE SCHEMA " + tenant,
        "CREATE TABLE " + tenant + ".users (id int)",
        "INSERT INTO " + tenant + ".users VALUES (1), (2), (3)");
    events.execute(
        "CREATE SCHEMA " + tenant,
        "CREATE TABLE " + tenant + ".events (id int)",
        "INSERT INTO " + tenant + ".events VALUES (1), (2)");
    this.db =
        ReactiveFlexiDb.builder()
            .database("user", tenants(users))
            .database("analytics", tenants(events))
            .build();
  }

  private static DatabaseConfig tenants(TestDatabase database) {
    return DatabaseConfig.of(database.r2dbcUrl()).withTenancy(Tenancy.schemaPerTenant());
  }

  @AfterEach
  void close() {
    db.close().block();
    users.execute("DROP SCHEMA " + tenant + " CASCADE");
    events.execute("DROP SCHEMA " + tenant);
  }

  @Test
  void asksEachDatabaseInTheTenantOfTheSubscriber() {
    Mono<BatchResult> dashboard =
        db.batch(
                Map.of(
                    "user",
                        c ->
                            c.sql("SELECT count(*) FROM users")
                                .map(r -> r.get(0, Long.class))
                                .one(),
                    "analytics",
                        c ->
                            c.sql("SELECT count(*) FROM events")
                                .map(r -> r.get(0, Long.class))
                                .one()))
            .contextWrite(withSchema(tenant));

    dashboard
        .map(BatchResult::asMap)
        .as(StepVerifier::create)
        .expectNext(Map.of("user", 3L, "analytics", 2L))
        .verifyComplete();
  }

  @Test
  void withoutATenantItFailsAndNothingIsSent() {
    db.batch(Map.of("user", c -> c.sql("SELECT count(*) FROM users").fetch().one()))
        .as(StepVerifier::create)
        .verifyErrorSatisfies(
            error -> assertThat(error).hasRootCauseInstanceOf(MissingTenantException.class));

    assertThat(db.stats().values()).allMatch(stats -> stats.totalConnections() == 0);
  }

  @Test
  void aKeyCanBeALabelSoThatOneDatabaseIsAskedTwice() {
    db.batch(
            Map.of(
                "first",
                    on(
                        "user",
                        c -> c.sql("SELECT min(id) FROM users").mapValue(Integer.class).one()),
                "all",
                    on(
                        "user",
                        c ->
                            c.sql("SELECT id FROM users ORDER BY id")
                                .mapValue(Integer.class)
                                .all())))
        .contextWrite(withSchema(tenant))
        .as(StepVerifier::create)
        .assertNext(
            result -> {
              assertThat(result.get("first", Integer.class)).isEqualTo(1);
              assertThat(result.list("all", Integer.class)).containsExactly(1, 2, 3);
            })
        .verifyComplete();
  }

  @Test
  void anUnknownKeyIsAnErrorBeforeAnythingStarts() {
    AtomicInteger started = new AtomicInteger();

    db.batch(
            new TreeMap<String, DatabaseOperation>(
                Map.of(
                    "analytics", c -> Mono.fromCallable(started::incrementAndGet),
                    "nobody", c -> Mono.fromCallable(started::incrementAndGet))))
        .as(StepVerifier::create)
        .verifyErrorSatisfies(
            error ->
                assertThat(error)
                    .isInstanceOf(UnknownDatabaseException.class)
                    .hasMessageContaining("\"nobody\"; known are \"user\", \"analytics\""));

    assertThat(started).hasValue(0);
  }

  @Test
  void theFirstFailureFailsItAndCancelsTheRest() {
    AtomicInteger cancelled = new AtomicInteger();

    db.batch(
            Map.of(
                "user",
                c ->
                    c.sql("SELECT pg_sleep(30)")
                        .fetch()
                        .all()
                        .doOnCancel(cancelled::incrementAndGet),
                "analytics",
                c -> c.sql("SELECT * FROM missing").fetch().all()))
        .contextWrite(withSchema(tenant))
        .as(StepVerifier::create)
        .verifyErrorSatisfies(
            error ->
                assertThat(error)
                    .asInstanceOf(InstanceOfAssertFactories.type(BatchFailedException.class))
                    .satisfies(
                        failed -> {
                          assertThat(failed.name()).isEqualTo("analytics");
                          assertThat(failed.outcomes().get("user"))
                              .isEqualTo(new Outcome.Cancelled<>());
                        }));

    assertThat(cancelled).hasValue(1);
  }

  @Test
  void settledAnswersWithAnOutcomeForEachKey() {
    db.batchSettled(
            Map.of(
                "user", c -> c.sql("SELECT count(*) FROM users").mapValue(Long.class).one(),
                "analytics", c -> c.sql("SELECT * FROM missing").fetch().all()))
        .contextWrite(withSchema(tenant))
        .as(StepVerifier::create)
        .assertNext(
            outcomes -> {
              assertThat(outcomes.get("user"))
                  .asInstanceOf(InstanceOfAssertFactories.type(Outcome.Success.class))
                  .satisfies(success -> assertThat(success.value()).isEqualTo(3L));
              assertThat(outcomes.get("analytics")).isInstanceOf(Outcome.Failure.class);
            })
        .verifyComplete();
  }

  @Test
  void anOperationThatTakesTooLongIsCutAndTheOthersAnswer() {
    db.batchSettled(
            BatchOptions.DEFAULTS.withTimeout(Duration.ofSeconds(1)),
            Map.of(
                "user", c -> c.sql("SELECT pg_sleep(30)").fetch().all(),
                "analytics", c -> c.sql("SELECT count(*) FROM events").mapValue(Long.class).one()))
        .contextWrite(withSchema(tenant))
        .as(StepVerifier::create)
        .assertNext(
            outcomes -> {
              assertThat(outcomes.get("user"))
                  .asInstanceOf(InstanceOfAssertFactories.type(Outcome.Failure.class))
                  .satisfies(
                      failure ->
                          assertThat(failure.error())
                              .isInstanceOf(OperationTimeoutException.class));
              assertThat(outcomes.get("analytics")).isInstanceOf(Outcome.Success.class);
            })
        .verifyComplete();
  }

  @Test
  void noMoreOperationsAreInFlightThanAllowed() {
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Map<String, DatabaseOperation> operations = new TreeMap<>();
    for (int i = 0; i < 20; i++) {
      operations.put(
          "op" + i,
          on(
              i % 2 == 0 ? "user" : "analytics",
              c ->
                  Mono.defer(
                      () -> {
                        most.accumulateAndGet(now.incrementAndGet(), Math::max);
                        return c.sql("SELECT 1")
                            .mapValue(Integer.class)
                            .one()
                            .doOnTerminate(now::decrementAndGet);
                      })));
    }

    db.batch(BatchOptions.DEFAULTS.withConcurrency(3), operations)
        .contextWrite(withSchema(tenant))
        .as(StepVerifier::create)
        .assertNext(result -> assertThat(result.asMap()).hasSize(20))
        .verifyComplete();

    assertThat(most).hasValue(3);
  }
}
