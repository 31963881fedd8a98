package dev.flexidb.migrate;

import static dev.flexidb.migrate.FleetContract.only;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.MigrationConfig;
import dev.flexidb.PoolConfig;
import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.FaultProxy;
import dev.flexidb.embedded.TestDatabase;
import dev.flexidb.embedded.WithServer;
import dev.flexidb.error.ConnectFailedException;
import dev.flexidb.migrate.MigrationEvent.Applied;
import dev.flexidb.migrate.MigrationEvent.Failed;
import dev.flexidb.migrate.MigrationEvent.Reason;
import dev.flexidb.migrate.MigrationEvent.Skipped;
import dev.flexidb.migrate.MigrationEvent.Started;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

/** A server that goes, and a login that may not. */
@WithServer(DatabaseKind.POSTGRESQL)
class ServerDownTest {

  private static final Duration AT_ONCE = Duration.ofSeconds(20);

  /** So that whoever waits for it does not end at once. */
  private static final PoolConfig PATIENT =
      PoolConfig.DEFAULTS.withAcquireTimeout(Duration.ofMinutes(5));

  /** Long enough for a login while the machine is busy. */
  private static final PoolConfig IMPATIENT =
      PoolConfig.DEFAULTS.withAcquireTimeout(Duration.ofSeconds(2));

  private static Migrator through(TestFleet fleet, FaultProxy proxy) {
    return through(fleet, proxy, IMPATIENT, fleet.database().server().password());
  }

  private static Migrator through(
      TestFleet fleet, FaultProxy proxy, PoolConfig pool, String password) {
    TestDatabase database = fleet.database();
    return Migrator.of(
        Map.of(
            TestFleet.NAME,
            fleet
                .config()
                .withPool(pool)
                .withMigration(
                    MigrationConfig.of(
                        proxy.jdbcUrl(database.name()), database.server().username(), password))),
        fleet.sources());
  }

  @Test
  void whatIsLeftIsSkippedAndAppliedLater(TestDatabase database) {
    try (TestFleet fleet = new TestFleet(database);
        FaultProxy proxy = FaultProxy.to(database.server())) {
      fleet.tenant("V1__items.sql", FleetContract.ITEMS).create("a", "b", "c");
      Migrator migrator = through(fleet, proxy);

      List<MigrationEvent> events =
          TestFleet.all(
              migrator
                  .migrate(
                      fleet.tenants("a", "b", "c"), MigrationOptions.DEFAULTS.withConcurrency(1))
                  .doOnNext(
                      event -> {
                        if (event instanceof Started started
                            && started.target().schema().equals("b")) {
                          proxy.refuse();
                          proxy.reset();
                        }
                      })
                  .onErrorResume(error -> reactor.core.publisher.Flux.empty()));

      assertThat(only(events, Applied.class)).hasSize(1);
      assertThat(only(events, Failed.class)).hasSize(1);
      assertThat(only(events, Skipped.class))
          .singleElement()
          .matches(skipped -> skipped.reason() == Reason.DATABASE_DOWN);
      migrator.close().block();
      assertThat(only(fleet.migrate("a", "b", "c"), Applied.class)).hasSize(2);
    }
  }

  @Test
  void aServerThatIsNotThereIsTold(TestDatabase database) {
    try (TestFleet fleet = new TestFleet(database);
        FaultProxy proxy = FaultProxy.to(database.server())) {
      fleet.tenant("V1__items.sql", FleetContract.ITEMS);
      proxy.refuse();
      Migrator migrator = through(fleet, proxy, PATIENT, database.server().password());
      migrator
          .migrate(MigrationScope.ALL, MigrationOptions.DEFAULTS)
          .as(StepVerifier::create)
          .expectErrorSatisfies(
              error ->
                  assertThat(error)
                      .isInstanceOf(ConnectFailedException.class)
                      .hasMessageNotContaining(database.server().password()))
          .verify(AT_ONCE);
      migrator.close().block();
    }
  }

  /** Nobody tries a wrong password again and again. */
  @Test
  void aWrongPasswordIsTold(TestDatabase database) {
    try (TestFleet fleet = new TestFleet(database);
        FaultProxy proxy = FaultProxy.to(database.server())) {
      fleet.tenant("V1__items.sql", FleetContract.ITEMS);
      Migrator migrator = through(fleet, proxy, PATIENT, "s3cr3t");
      migrator
          .migrate(MigrationScope.ALL, MigrationOptions.DEFAULTS)
          .as(StepVerifier::create)
          .expectErrorSatisfies(
              error ->
                  assertThat(error)
                      .isInstanceOf(ConnectFailedException.class)
                      .hasMessageContaining("password authentication failed")
                      .hasMessageNotContaining("s3cr3t"))
          .verify(AT_ONCE);
      migrator.close().block();
    }
  }

  /** When a pool closes it waits for logins in progress, for a while. */
  @Test
  void aPoolWaitsForItsLoginsWhenItCloses() {
    DriverSource source = new DriverSource(new JdbcAddress("", Map.of()), () -> null);
    source.setLoginTimeout(3);
    assertThat(source.getLoginTimeout()).isEqualTo(3);
    source.setLoginTimeout(60);
    assertThat(source.getLoginTimeout()).isEqualTo(5);
  }

  /** Rights to change tables are the migrations' own; without them nothing is half done. */
  @Test
  void aLoginWithoutRightsIsTold(TestDatabase database) {
    String role = database.name() + "_plain";
    try (TestFleet fleet = new TestFleet(database)) {
      fleet.tenant("V1__items.sql", FleetContract.ITEMS).create("a");
      database.execute("CREATE ROLE %s LOGIN PASSWORD 'plain'".formatted(role));
      Migrator migrator =
          Migrator.of(
              Map.of(
                  TestFleet.NAME, fleet.config().withMigration(MigrationConfig.as(role, "plain"))),
              fleet.sources());
      migrator
          .migrate(fleet.tenants("a"), MigrationOptions.DEFAULTS)
          .as(StepVerifier::create)
          .verifyErrorSatisfies(
              error ->
                  assertThat(error)
                      .isInstanceOf(MigrationException.class)
                      .hasMessageContaining("permission denied"));
      migrator.close().block();
      database.execute("DROP ROLE " + role);
    }
  }
}
