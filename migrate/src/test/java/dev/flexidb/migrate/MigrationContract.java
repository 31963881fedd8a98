package dev.flexidb.migrate;

import static dev.flexidb.migrate.FleetContract.only;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.migrate.MigrationEvent.Applied;
import dev.flexidb.migrate.MigrationEvent.Failed;
import dev.flexidb.migrate.MigrationEvent.Finished;
import dev.flexidb.migrate.MigrationEvent.Planned;
import dev.flexidb.migrate.MigrationEvent.Reason;
import dev.flexidb.migrate.MigrationEvent.Skipped;
import java.util.List;
import org.flywaydb.core.api.MigrationInfo;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

/** What is promised of migrations on every server. */
interface MigrationContract extends FleetContract {

  /** S21, S22, M03: pending ones are applied in one numbered batch and listed. */
  @Test
  default void bringsEverySchemaUpToDate() {
    List<MigrationEvent> events = fleet().migrate("a", "b", "c");

    assertThat(only(events, Planned.class)).hasSize(3);
    assertThat(only(events, Applied.class))
        .hasSize(3)
        .allSatisfy(
            applied ->
                assertThat(applied.scripts()).containsExactly("V1__items.sql", "V2__prices.sql"));
    assertThat(fleet().ask("SELECT name FROM " + fleet().table("c", "items"))).containsExactly("a");
    assertThat(events.get(events.size() - 1))
        .isInstanceOfSatisfying(
            Finished.class,
            finished -> {
              assertThat(finished.batch()).hasValue(1);
              assertThat(finished.progress().applied()).isEqualTo(3);
            });
  }

  /** M13: what is applied is not applied again. */
  @Test
  default void appliesNothingTwice() {
    fleet().migrate("a", "b");

    List<MigrationEvent> events = fleet().migrate("a", "b", "c");

    assertThat(only(events, Skipped.class))
        .hasSize(2)
        .allMatch(skipped -> skipped.reason() == Reason.UP_TO_DATE);
    assertThat(only(events, Applied.class))
        .singleElement()
        .matches(applied -> applied.target().schema().equals(fleet().schema("c")));
    assertThat(fleet().history("a")).containsExactly("1", "2");
  }

  /** What a script leaves in its session is for no other schema. */
  @Test
  default void aSessionThatRanAScriptIsNotUsedAgain() {
    MigrationOptions oneByOne = MigrationOptions.DEFAULTS.withConcurrency(1);
    fleet().tenant("V3__seen.sql", "CREATE TEMPORARY TABLE seen (id INT);");
    for (String file : List.of("U1__items.sql", "U2__prices.sql", "U3__seen.sql")) {
      fleet().tenant(file, "CREATE TEMPORARY TABLE un%s (id INT);".formatted(file.substring(4, 8)));
    }

    assertThat(only(fleet().migrate(oneByOne, "a", "b", "c"), Applied.class)).hasSize(3);
    List<MigrationEvent> undone =
        TestFleet.all(fleet().migrator().rollback(TestFleet.NAME, "tenant", oneByOne));
    assertThat(only(undone, Applied.class)).hasSize(3);
  }

  /** M10: Flyway itself agrees with what was written. */
  @Test
  default void stockFlywayAgrees() {
    fleet().migrate("a");

    MigrationInfo[] all = fleet().stock("a").info().all();
    assertThat(all).allMatch(info -> info.getState().isApplied()).hasSize(2);
    fleet().stock("a").validate();
    fleet().tenant("V3__more.sql", "CREATE TABLE more (id INT);");
    assertThat(fleet().stock("a").migrate().migrationsExecuted).isEqualTo(1);
    assertThat(only(fleet().migrate("a"), Skipped.class)).hasSize(1);
  }

  /** Schemas that were migrated by stock Flyway are gone on with. */
  @Test
  default void goesOnFromStockFlyway() {
    fleet().stock("a").migrate();
    fleet().tenant("V3__more.sql", "CREATE TABLE more (id INT);");

    assertThat(only(fleet().migrate("a"), Applied.class))
        .singleElement()
        .satisfies(applied -> assertThat(applied.scripts()).containsExactly("V3__more.sql"));
  }

  /** M03: a run without an order touches the tenants that it knows. */
  @Test
  default void findsTheTenantsThatItKnows() {
    fleet().migrate("a", "b");
    fleet().tenant("V3__more.sql", "CREATE TABLE more (id INT);");

    assertThat(only(fleet().migrate(), Applied.class))
        .extracting(applied -> applied.target().schema())
        .containsExactlyInAnyOrder(fleet().schema("a"), fleet().schema("b"));
  }

  /** A dry run tells the plan and touches nothing. */
  @Test
  default void dryRunTouchesNothing() {
    List<MigrationEvent> events =
        fleet().migrate(MigrationOptions.DEFAULTS.withDryRun(true), "a", "b");

    assertThat(only(events, Planned.class)).hasSize(2);
    assertThat(only(events, Applied.class)).isEmpty();
    assertThat(fleet().migrator().status(fleet().tenants("a")).collectList().block())
        .singleElement()
        .satisfies(
            status -> {
              assertThat(status.pending()).hasSize(2);
              assertThat(status.version()).isEmpty();
            });
  }

  /** A broken line is told with file, line and the server's words; a canary keeps it to itself. */
  @Test
  default void tellsTheLineThatIsBroken() {
    fleet().migrate("a", "b", "c");
    fleet()
        .tenant(
            "V3__broken.sql", "CREATE TABLE whole (id INT);\n\nSELECT nothing\n  FROM nowhere;\n");

    List<MigrationEvent> events = fleet().migrate("a", "b", "c");

    assertThat(only(events, Failed.class))
        .singleElement()
        .satisfies(
            failed ->
                assertThat(failed.error())
                    .isInstanceOfSatisfying(
                        MigrationException.class,
                        error -> {
                          assertThat(error.schema()).isEqualTo(fleet().schema("a"));
                          assertThat(error.script()).contains("V3__broken.sql");
                          assertThat(error.version()).contains("3");
                          assertThat(error.line().getAsInt()).isBetween(3, 4);
                          assertThat(error).hasMessageContaining("nowhere");
                        }));
    assertThat(only(events, Skipped.class))
        .hasSize(2)
        .allMatch(skipped -> skipped.reason() == Reason.CANARY_FAILED);
  }

  /** A changed file is found before anything is touched. */
  @Test
  default void refusesAChangedFile() {
    fleet().migrate("a");
    fleet()
        .tenant("V1__items.sql", ITEMS + "-- changed\n")
        .tenant("V3__more.sql", "CREATE TABLE more (id INT);");

    assertThat(only(fleet().migrate("a"), Failed.class))
        .singleElement()
        .satisfies(failed -> assertThat(failed.error()).hasMessageContaining("checksum"));
    assertThat(fleet().history("a")).containsExactly("1", "2");
    assertThat(fleet().migrator().validate(fleet().tenants("a")).collectList().block()).hasSize(1);
  }

  /** Two files of one version are found before anything is touched. */
  @Test
  default void refusesTwoFilesOfOneVersion() {
    fleet().tenant("V2__other.sql", "SELECT 1;");

    fleet()
        .migrator()
        .migrate(fleet().tenants("a"), MigrationOptions.DEFAULTS)
        .as(StepVerifier::create)
        .verifyErrorSatisfies(
            error ->
                assertThat(error)
                    .isInstanceOf(InvalidMigrationsException.class)
                    .hasMessageContaining("version 2"));
  }

  /** M12: an unknown domain is told with those that there are. */
  @Test
  default void namesTheDomainsThatThereAre() {
    fleet()
        .migrator()
        .migrate(MigrationScope.ALL.withDomains("factory"), MigrationOptions.DEFAULTS)
        .as(StepVerifier::create)
        .verifyErrorSatisfies(
            error ->
                assertThat(error)
                    .isInstanceOf(UnknownDomainException.class)
                    .hasMessageContaining("\"tenant\""));
  }

  /** S01, S02, T06: domains that tenants share have a history each. */
  @Test
  default void givesEachDomainAHistory() {
    fleet()
        .file("public", "V1__countries.sql", "CREATE TABLE countries (id INT);")
        .file("marketing", "V1__campaigns.sql", "CREATE TABLE campaigns (id INT);");

    List<MigrationEvent> events = fleet().migrateAll();

    assertThat(only(events, Finished.class))
        .extracting(Finished::domain)
        .containsExactly("public", "marketing", "tenant");
    assertThat(fleet().ask("SELECT version FROM flyway_history_public")).containsExactly("1");
    assertThat(fleet().ask("SELECT version FROM flyway_history_marketing")).containsExactly("1");
  }

  /** M04, Z12: the last batch is undone in reverse order. */
  @Test
  default void undoesTheLastBatch() {
    fleet().migrate("a", "b");
    fleet()
        .tenant("V3__more.sql", "CREATE TABLE more (id INT);")
        .tenant("V4__most.sql", "CREATE TABLE most (id INT);")
        .tenant("U4__most.sql", "DROP TABLE most;")
        .tenant("U3__more.sql", "DROP TABLE more;");
    fleet().migrate("a", "b");

    List<MigrationEvent> events = fleet().rollback();

    assertThat(only(events, Applied.class))
        .hasSize(2)
        .allSatisfy(
            applied ->
                assertThat(applied.scripts()).containsExactly("U4__most.sql", "U3__more.sql"));
    assertThat(fleet().history("b")).containsExactly("1", "2");
    fleet().migrate("a", "b");
    assertThat(fleet().history("b")).containsExactly("1", "2", "3", "4");
    assertThat(fleet().stock("b").validateWithResult().validationSuccessful).isTrue();
  }

  /** M04: a batch without a way back is found before anything is touched. */
  @Test
  default void refusesToUndoWithoutAScript() {
    fleet().tenant("U2__prices.sql", "ALTER TABLE items DROP COLUMN price;");
    fleet().migrate("a");

    fleet()
        .migrator()
        .rollback(TestFleet.NAME, "tenant", MigrationOptions.DEFAULTS)
        .as(StepVerifier::create)
        .verifyErrorSatisfies(
            error ->
                assertThat(error)
                    .isInstanceOfSatisfying(
                        MissingUndoException.class,
                        missing -> assertThat(missing.scripts()).containsExactly("V1__items.sql")));
    assertThat(fleet().history("a")).containsExactly("1", "2");
  }
}
