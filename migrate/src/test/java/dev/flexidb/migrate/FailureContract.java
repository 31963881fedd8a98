package dev.flexidb.migrate;

import static dev.flexidb.migrate.FleetContract.only;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.migrate.MigrationEvent.Applied;
import dev.flexidb.migrate.MigrationEvent.Failed;
import dev.flexidb.migrate.MigrationEvent.Reason;
import dev.flexidb.migrate.MigrationEvent.Skipped;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.api.callback.BaseCallback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.flywaydb.core.api.migration.BaseJavaMigration;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

/** What is promised of what goes wrong, and of what only Flyway can do. */
interface FailureContract extends FleetContract {

  String HALF_BROKEN = "CREATE TABLE half (id INT);\nCREATE TABLE half (id INT);\n";

  /** M11: where DDL can be undone nothing is left; elsewhere the schema is marked, and repaired. */
  @Test
  default void leavesNothingOrAMark() {
    fleet().migrate("a");
    fleet().tenant("V3__half.sql", HALF_BROKEN);

    assertThat(only(fleet().migrate("a"), Failed.class)).hasSize(1);

    if (fleet().undoesDdl()) {
      assertThat(fleet().history("a")).containsExactly("1", "2");
      assertThat(fleet().ask("SELECT to_regclass('a.half')")).containsExactly((String) null);
      fleet().tenant("V3__half.sql", "CREATE TABLE half (id INT);");
    } else {
      assertThat(only(fleet().migrate("a"), Failed.class))
          .singleElement()
          .satisfies(failed -> assertThat(failed.error()).hasMessageContaining("repair"));
      assertThat(TestFleet.all(fleet().migrator().status(fleet().tenants("a"))))
          .allMatch(SchemaStatus::needsRepair);
      fleet().database().execute("DROP TABLE " + fleet().table("a", "half"));
      fleet().tenant("V3__half.sql", "CREATE TABLE half (id INT);");
      assertThat(TestFleet.all(fleet().migrator().repairPlan(fleet().tenants("a"))))
          .singleElement()
          .satisfies(action -> assertThat(action.what()).contains("V3__half.sql"));
      assertThat(TestFleet.all(fleet().migrator().repair(fleet().tenants("a")))).hasSize(1);
    }
    assertThat(only(fleet().migrate("a"), Applied.class)).hasSize(1);
  }

  /** Of a way back that fails nothing is kept, or the schema is marked, refused, and repaired. */
  @Test
  default void aWayBackThatFailsLeavesNothingOrAMark() {
    fleet().migrate("a");
    fleet()
        .tenant("V3__two.sql", "CREATE TABLE one (id INT);\nCREATE TABLE two (id INT);\n")
        .tenant("U3__two.sql", "DROP TABLE one;\nDROP TABLE nowhere;\n")
        .migrate("a");

    assertThat(only(fleet().rollback(), Failed.class))
        .singleElement()
        .satisfies(failed -> assertThat(failed.error()).hasMessageContaining("line 2"));

    List<SchemaStatus> status = TestFleet.all(fleet().migrator().status(fleet().tenants("a")));
    assertThat(status).allMatch(each -> each.needsRepair() != fleet().undoesDdl());
    assertThat(fleet().ask("SELECT state FROM flexidb_tenant"))
        .containsExactly(fleet().undoesDdl() ? "ACTIVE" : "FAILED");
    if (!fleet().undoesDdl()) {
      fleet().database().execute("DROP TABLE " + fleet().table("a", "two"));
      TestFleet.all(fleet().migrator().repair(fleet().tenants("a")));
      assertThat(fleet().history("a")).containsExactly("1", "2");
      assertThat(fleet().ask("SELECT state FROM flexidb_tenant")).containsExactly("ACTIVE");
    }
    fleet().tenant("U3__two.sql", "DROP TABLE one; DROP TABLE two;");
    fleet().migrate("a");
    assertThat(only(fleet().rollback(), Applied.class)).hasSize(1);
    assertThat(fleet().history("a")).containsExactly("1", "2");
  }

  /** A changed file is taken on by a repair, which tells before what it will do. */
  @Test
  default void takesOnAChangedFile() {
    fleet().migrate("a");
    fleet().tenant("V1__items.sql", ITEMS + "-- changed\n");

    assertThat(TestFleet.all(fleet().migrator().repairPlan(fleet().tenants("a"))))
        .singleElement()
        .satisfies(action -> assertThat(action.what()).contains("checksum"));
    assertThat(TestFleet.all(fleet().migrator().validate(fleet().tenants("a")))).hasSize(1);
    TestFleet.all(fleet().migrator().repair(fleet().tenants("a")));
    assertThat(TestFleet.all(fleet().migrator().validate(fleet().tenants("a")))).isEmpty();
  }

  /** A schema that was dropped fails, and the others are migrated. */
  @Test
  default void survivesADroppedSchema() {
    fleet().migrate("a", "b", "c");
    fleet().tenant("V3__more.sql", "CREATE TABLE more (id INT);");
    fleet().drop("b");

    List<MigrationEvent> events =
        fleet().migrate(MigrationOptions.DEFAULTS.withCanaries(0), "a", "b", "c");

    assertThat(only(events, Failed.class))
        .singleElement()
        .satisfies(
            failed ->
                assertThat(failed.error())
                    .isInstanceOf(MigrationException.class)
                    .hasMessageContaining("not there"));
    assertThat(only(events, Applied.class)).hasSize(2);
  }

  /** A name that nobody has is told before anything is touched, with the names that there are. */
  @Test
  default void aTenantThatNeverWasIsTold() {
    fleet().migrate("a", "b");
    fleet().tenant("V3__more.sql", "CREATE TABLE more (id INT);");

    StepVerifier.create(
            fleet().migrator().migrate(fleet().tenants("a", "typo"), MigrationOptions.DEFAULTS))
        .verifyErrorSatisfies(
            error ->
                assertThat(error)
                    .isInstanceOf(NoTenantException.class)
                    .hasMessageContaining("typo")
                    .hasMessageContaining("a"));

    assertThat(only(fleet().migrate("a", "b"), Applied.class)).hasSize(2);
  }

  /** A budget of failures ends a run, and says so of each schema that it left alone. */
  @Test
  default void stopsWhenTooManyFail() {
    fleet().migrate("a", "b", "c");
    fleet().tenant("V3__half.sql", HALF_BROKEN);

    List<MigrationEvent> events =
        fleet()
            .migrate(
                MigrationOptions.DEFAULTS.withCanaries(0).withConcurrency(1).withFailureBudget(1),
                "a",
                "b",
                "c");

    assertThat(only(events, Failed.class)).hasSize(2);
    assertThat(only(events, Skipped.class))
        .singleElement()
        .matches(skipped -> skipped.reason() == Reason.TOO_MANY_FAILURES);
  }

  /** What tenants build on comes first; where it fails, they are left alone. */
  @Test
  default void whatTenantsShareStopsThem() {
    fleet().file("public", "V1__broken.sql", "SELECT nothing FROM nowhere;");

    List<MigrationEvent> events =
        TestFleet.all(
            fleet()
                .migrator()
                .migrate(
                    fleet().tenants("a", "a", "b").withDomains("public", "tenant"),
                    MigrationOptions.DEFAULTS));

    assertThat(only(events, Failed.class))
        .singleElement()
        .matches(failed -> failed.target().domain().equals("public"));
    assertThat(only(events, Skipped.class))
        .hasSize(2)
        .allMatch(skipped -> skipped.reason() == Reason.SHARED_FAILED);
    assertThat(only(fleet().migrate("a", "b"), Applied.class)).hasSize(2);
  }

  /** What a repair would do is said of each kind of misfit. */
  @Test
  default void aRepairSaysWhatItDoes() {
    fleet().migrate("a");
    fleet().tenant("V3__more.sql", "CREATE TABLE more (id INT);").migrate("a");
    fleet().remove("tenant", "V2__prices.sql");
    fleet().tenant("V1_1__late.sql", "CREATE TABLE late (id INT);");

    assertThat(TestFleet.all(fleet().migrator().repairPlan(fleet().tenants("a"))))
        .extracting(RepairAction::what)
        .satisfiesExactlyInAnyOrder(
            what -> assertThat(what).startsWith("it stays as it is"),
            what -> assertThat(what).startsWith("its file is not there"));
    TestFleet.all(fleet().migrator().repair(fleet().tenants("a")));
    fleet().remove("tenant", "V1_1__late.sql");
    assertThat(TestFleet.all(fleet().migrator().validate(fleet().tenants("a")))).isEmpty();
  }

  /** Z11, M13: migrations in Java, and what Flyway tells of them. */
  @Test
  default void runsJavaMigrationsAndCallbacks() {
    List<String> told = new java.util.concurrent.CopyOnWriteArrayList<>();
    fleet()
        .sources(
            fleet()
                .sources()
                .withJavaMigrations(TestFleet.NAME, "tenant", new V3__Rename())
                .withCallbacks(
                    new BaseCallback() {
                      @Override
                      public boolean supports(Event event, Context context) {
                        return event == Event.AFTER_EACH_MIGRATE;
                      }

                      @Override
                      public void handle(Event event, Context context) {
                        told.add(String.valueOf(context.getMigrationInfo().getVersion()));
                      }
                    }));

    assertThat(only(fleet().migrate("a"), Applied.class)).hasSize(1);
    assertThat(told).containsExactly("1", "2", "3");
    assertThat(fleet().ask("SELECT name FROM " + fleet().table("a", "items")))
        .containsExactly("java");
    assertThat(only(fleet().migrate("a"), Skipped.class)).hasSize(1);
  }

  /** A migration in Java. */
  @SuppressWarnings({"checkstyle:TypeName", "NewClassNamingConvention"})
  final class V3__Rename extends BaseJavaMigration {
    @Override
    public void migrate(org.flywaydb.core.api.migration.Context context) throws SQLException {
      Sql.run(context.getConnection(), "UPDATE items SET name = 'java'");
    }
  }

  /**
   * Placeholders of the user's and of Flyway's, and scripts that are applied whenever they change.
   */
  @Test
  default void fillsPlaceholdersAndRepeats() {
    fleet()
        .tenant("V3__size.sql", "ALTER TABLE items ADD COLUMN size ${type};")
        .tenant("R__names.sql", "UPDATE items SET name = '${flyway:defaultSchema}';")
        .sources(fleet().sources().withPlaceholders(Map.of("type", "BIGINT")));

    fleet().migrate("a", "b");

    assertThat(fleet().ask("SELECT name FROM " + fleet().table("b", "items")))
        .containsExactly(fleet().schema("b"));
    assertThat(only(fleet().migrate("a", "b"), Skipped.class)).hasSize(2);
    fleet().tenant("R__names.sql", "UPDATE items SET name = 'again';");
    assertThat(only(fleet().migrate("a", "b"), Applied.class)).hasSize(2);
    assertThat(fleet().stock("b").info().pending()).isEmpty();
  }

  /** Of two nodes one leads; the other waits, and then finds nothing to do. */
  @Test
  default void oneOfTwoNodesLeads() throws SQLException {
    fleet().migrate("a");
    fleet().tenant("V3__more.sql", "CREATE TABLE more (id INT);");
    Site site = new Site(TestFleet.NAME, fleet().config());
    try (site;
        Connection other = site.connection()) {
      String lock = "flexidb/%s/tenant".formatted(site.home());
      assertThat(site.dialect().tryLead(other, lock)).isTrue();
      fleet()
          .migrator()
          .migrate(
              fleet().tenants("a"), MigrationOptions.DEFAULTS.withLeadTimeout(Duration.ofMillis(1)))
          .as(StepVerifier::create)
          .verifyError(MigrationBusyException.class);
      site.dialect().stopLeading(other, lock);
    }
    assertThat(only(fleet().migrate("a"), Applied.class)).hasSize(1);
  }

  /** Many nodes at once apply each migration once. */
  @Test
  default void nodesDoNotCollide() {
    List<MigrationEvent> events =
        TestFleet.all(
            reactor.core.publisher.Flux.range(0, 3)
                .flatMap(
                    node ->
                        fleet()
                            .migrator()
                            .migrate(fleet().tenants("a", "b", "c"), MigrationOptions.DEFAULTS)));

    assertThat(only(events, Failed.class)).isEmpty();
    assertThat(only(events, Applied.class)).hasSize(3);
    assertThat(fleet().history("c")).containsExactly("1", "2");
  }

  /** What a killed run has begun is applied where nothing of it stayed, and elsewhere marked. */
  @Test
  default void knowsWhatAKilledRunHasBegun() throws SQLException {
    fleet().migrate("a", "b");
    fleet().tenant("V3__more.sql", "CREATE TABLE more (id INT);");
    try (Site site = new Site(TestFleet.NAME, fleet().config())) {
      SchemaTarget target = new SchemaTarget(TestFleet.NAME, "tenant", fleet().schema("a"));
      Ledger ledger = new Ledger(site.dialect(), site.home());
      site.with(
          connection -> {
            ledger.put(connection, target, "3", "V3__more.sql", 2, Ledger.State.STARTED);
            return true;
          });
    }

    List<MigrationEvent> events = fleet().migrate("a", "b");

    if (fleet().undoesDdl()) {
      assertThat(only(events, Applied.class)).hasSize(2);
    } else {
      assertThat(only(events, Failed.class))
          .singleElement()
          .satisfies(failed -> assertThat(failed.error()).hasMessageContaining("repair"));
      assertThat(only(events, Applied.class)).hasSize(1);
      TestFleet.all(fleet().migrator().repair(fleet().tenants("a")));
      assertThat(only(fleet().migrate("a", "b"), Applied.class)).hasSize(1);
    }
    assertThat(fleet().history("a")).containsExactly("1", "2", "3");
  }

  /** A batch that stands under another one is not undone before that. */
  @Test
  default void undoesTheTopFirst() {
    fleet()
        .tenant("U1__items.sql", "DROP TABLE items;")
        .tenant("U2__prices.sql", "ALTER TABLE items DROP COLUMN price;");
    fleet().migrate("a");
    fleet()
        .tenant("V3__more.sql", "CREATE TABLE more (id INT);")
        .tenant("U3__more.sql", "DROP TABLE more;");
    fleet().migrate("a");

    fleet()
        .migrator()
        .rollback(TestFleet.NAME, "tenant", 1, MigrationOptions.DEFAULTS)
        .as(StepVerifier::create)
        .verifyErrorSatisfies(error -> assertThat(error).hasMessageContaining("before batch 2"));
    fleet().rollback();
    fleet().rollback();
    assertThat(fleet().history("a")).isEmpty();
    assertThat(fleet().rollback()).hasSize(1);
  }
}
