package dev.flexidb.migrate;

import static dev.flexidb.migrate.FleetContract.only;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.error.InvalidConfigurationException;
import dev.flexidb.migrate.MigrationEvent.Applied;
import dev.flexidb.migrate.MigrationEvent.Finished;
import dev.flexidb.migrate.MigrationEvent.Planned;
import dev.flexidb.migrate.MigrationEvent.Reason;
import dev.flexidb.migrate.MigrationEvent.Skipped;
import dev.flexidb.migrate.MigrationEvent.Started;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

/** What is promised of beginning again, and of stopping in between. */
interface StartingOverContract extends FleetContract {

  MigrationOptions DEFAULTS = MigrationOptions.DEFAULTS;

  /** Z12: all batches are undone, newest migration first, and can be applied again. */
  @Test
  default void resetUndoesAllBatches() {
    fleet()
        .tenant("U1__items.sql", "DROP TABLE items;")
        .tenant("U2__prices.sql", "DELETE FROM items; ALTER TABLE items DROP COLUMN price;")
        .migrate("a", "b");
    fleet()
        .tenant("V3__more.sql", "CREATE TABLE more (id INT);")
        .tenant("U3__more.sql", "DROP TABLE more;")
        .tenant("R__seen.sql", "CREATE VIEW seen AS SELECT 1 AS one;")
        .tenant("V4__unseen.sql", "SELECT 1;")
        .tenant("U4__unseen.sql", "DROP VIEW seen;");
    fleet().migrate("a", "b");

    List<MigrationEvent> events =
        TestFleet.all(fleet().migrator().reset(TestFleet.NAME, "tenant", DEFAULTS));

    assertThat(only(events, Applied.class))
        .hasSize(2)
        .allSatisfy(
            applied ->
                assertThat(applied.scripts())
                    .containsExactly(
                        "U4__unseen.sql", "U3__more.sql", "U2__prices.sql", "U1__items.sql"));
    assertThat(fleet().history("a")).isEmpty();
    fleet().migrate();
    assertThat(fleet().history("b")).containsExactly("1", "2", "3", "4", null);
    assertThat(fleet().stock("b").validateWithResult().validationSuccessful).isTrue();
  }

  /** Z12: what cannot be undone is found before anything is touched. */
  @Test
  default void resetWantsAllUndoScripts() {
    fleet().tenant("U2__prices.sql", "ALTER TABLE items DROP COLUMN price;").migrate("a");

    fleet()
        .migrator()
        .reset(TestFleet.NAME, "tenant", DEFAULTS)
        .as(StepVerifier::create)
        .verifyErrorSatisfies(
            error ->
                assertThat(error)
                    .isInstanceOf(MissingUndoException.class)
                    .hasMessageContaining("what is applied")
                    .hasMessageContaining("V1__items.sql"));
    assertThat(fleet().history("a")).containsExactly("1", "2");
  }

  /** M05: all is dropped and made again, whoever had it, and nobody is forgotten. */
  @Test
  default void freshBeginsAtTheFirstMigration() {
    fleet().file("public", "V1__countries.sql", "CREATE TABLE countries (id INT);");
    fleet().migrate("a", "b");
    fleet().migrateAll();
    fleet()
        .database()
        .execute(
            "CREATE TABLE by_hand (id INT)",
            "INSERT INTO countries VALUES (1)",
            "UPDATE flexidb_tenant SET id = 'customer-7' WHERE schema_name = '%s'"
                .formatted(fleet().schema("a")),
            "CREATE TABLE " + fleet().table("b", "by_hand") + " (id INT)");
    fleet().tenant("V1__items.sql", ITEMS + "-- changed, which nothing else forgives\n");

    List<MigrationEvent> events =
        TestFleet.all(fleet().migrator().fresh(MigrationScope.ALL, DEFAULTS));

    assertThat(only(events, Applied.class))
        .extracting(applied -> applied.target().domain() + " " + applied.scripts().size())
        .containsExactly("public 1", "tenant 2", "tenant 2");
    assertThat(fleet().ask("SELECT id FROM countries")).isEmpty();
    assertThat(tables("by_hand")).isEmpty();
    assertThat(fleet().ask("SELECT id FROM flexidb_tenant ORDER BY schema_name"))
        .containsExactly("customer-7", fleet().schema("b"));
    assertThat(fleet().stock("b").validateWithResult().validationSuccessful).isTrue();
  }

  /** M05: tenants alone, and of them those that are named. */
  @Test
  default void freshLeavesTheOthersAlone() {
    fleet().file("public", "V1__countries.sql", "CREATE TABLE countries (id INT);");
    fleet().migrateAll();
    fleet().migrate("a", "b");
    fleet().database().execute("INSERT INTO countries VALUES (1)");
    for (String tenant : List.of("a", "b")) {
      fleet()
          .database()
          .execute("INSERT INTO " + fleet().table(tenant, "items") + " VALUES (7, 'x', 1)");
    }

    TestFleet.all(fleet().migrator().fresh(fleet().tenants("a"), DEFAULTS));

    assertThat(fleet().ask("SELECT id FROM countries")).hasSize(1);
    assertThat(fleet().ask("SELECT id FROM " + fleet().table("a", "items"))).containsExactly("1");
    assertThat(fleet().ask("SELECT id FROM " + fleet().table("b", "items")))
        .containsExactlyInAnyOrder("1", "7");
    assertThat(only(fleet().migrateAll(), Skipped.class)).hasSize(3);
  }

  /** M05: what is in one schema is not parted, and a dry run touches nothing. */
  @Test
  default void freshRefusesTheHalf() {
    fleet()
        .file("public", "V1__countries.sql", "CREATE TABLE countries (id INT);")
        .file("marketing", "V1__campaigns.sql", "CREATE TABLE campaigns (id INT);");
    fleet().migrate("a");
    fleet().migrateAll();

    for (String domain : List.of("public", "marketing")) {
      fleet()
          .migrator()
          .fresh(MigrationScope.ALL.withDomains(domain), DEFAULTS)
          .as(StepVerifier::create)
          .verifyErrorSatisfies(
              error ->
                  assertThat(error)
                      .isInstanceOf(InvalidConfigurationException.class)
                      .hasMessageContaining("marketing"));
    }
    List<MigrationEvent> plan =
        TestFleet.all(fleet().migrator().fresh(MigrationScope.ALL, DEFAULTS.withDryRun(true)));

    assertThat(only(plan, Planned.class)).hasSize(3);
    assertThat(only(plan, Finished.class)).hasSize(3);
    assertThat(fleet().history("a")).containsExactly("1", "2");
  }

  /** C14, M16: data for what tenants share, and for each of them. */
  @Test
  default void seedsRunInTheOrderOfTheirNames() {
    fleet().file("public", "V1__countries.sql", "CREATE TABLE countries (id INT);");
    fleet().migrate("a", "b");
    fleet().migrateAll();
    fleet()
        .seed("2_more.sql", "INSERT INTO countries SELECT max(id) + 1 FROM countries;")
        .seed("1_first.sql", "DELETE FROM countries; INSERT INTO countries VALUES (1);")
        .seed("tenant/items.sql", "INSERT INTO items VALUES (8, 'seed; ed', 1);");

    TestFleet.all(fleet().migrator().seed(fleet().seeds(), MigrationScope.ALL, DEFAULTS));

    assertThat(fleet().ask("SELECT id FROM countries ORDER BY id")).containsExactly("1", "2");
    assertThat(fleet().ask("SELECT name FROM " + fleet().table("b", "items") + " WHERE id = 8"))
        .containsExactly("seed; ed");
  }

  /** C14: what fails is told with its line, and of its schema nothing is kept. */
  @Test
  default void seedsAreKeptWholeOrNotAtAll() {
    fleet().migrate("a");
    fleet()
        .seed(
            "tenant/items.sql",
            "INSERT INTO items VALUES (8, 'x', 1);\nINSERT INTO nowhere VALUES (1);\n");

    List<MigrationEvent> events =
        TestFleet.all(fleet().migrator().seed(fleet().seeds(), fleet().tenants("a"), DEFAULTS));

    assertThat(only(events, MigrationEvent.Failed.class))
        .singleElement()
        .satisfies(failed -> assertThat(failed.error()).hasMessageContaining("items.sql, line 2"));
    assertThat(fleet().ask("SELECT id FROM " + fleet().table("a", "items"))).containsExactly("1");
  }

  /** What is in hand ends, no other is begun, and the batch goes on with the next run. */
  @Test
  default void stopsBetweenSchemas() {
    Migrator migrator = fleet().migrator();

    List<MigrationEvent> events =
        TestFleet.all(
            migrator
                .migrate(fleet().tenants("a", "b", "c"), DEFAULTS.withConcurrency(1))
                .doOnNext(
                    event -> {
                      if (event instanceof Started) {
                        migrator.stop();
                      }
                    }));

    assertThat(only(events, Applied.class)).hasSize(1);
    assertThat(only(events, Skipped.class))
        .hasSize(2)
        .allMatch(skipped -> skipped.reason() == Reason.STOPPED);
    List<MigrationEvent> rest = fleet().migrate("a", "b", "c");
    assertThat(only(rest, Applied.class)).hasSize(2);
    assertThat(only(rest, Finished.class))
        .singleElement()
        .satisfies(finished -> assertThat(finished.batch()).hasValue(1));
  }

  /** Which domains there are is known without a server. */
  @Test
  default void tellsTheDomains() {
    fleet().file("public", "V1__countries.sql", "CREATE TABLE countries (id INT);");

    fleet()
        .migrator()
        .domains(MigrationScope.ALL)
        .as(StepVerifier::create)
        .assertNext(
            domains ->
                assertThat(domains).containsEntry(TestFleet.NAME, List.of("public", "tenant")))
        .verifyComplete();
  }

  private List<String> tables(String name) {
    return fleet()
        .ask(
            "SELECT table_name FROM information_schema.tables WHERE table_name = '%s'%s"
                .formatted(
                    name,
                    fleet().undoesDdl()
                        ? ""
                        : " AND table_schema LIKE '" + fleet().database().name() + "%'"));
  }
}
