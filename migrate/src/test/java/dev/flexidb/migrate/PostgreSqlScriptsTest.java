package dev.flexidb.migrate;

import static dev.flexidb.migrate.FleetContract.only;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.WithServer;
import dev.flexidb.migrate.MigrationEvent.Applied;
import dev.flexidb.migrate.MigrationEvent.Failed;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Scripts that mean something else where several of them share a transaction, or a session. */
@WithServer(DatabaseKind.POSTGRESQL)
class PostgreSqlScriptsTest implements FleetContract {

  private @Nullable TestFleet fleet;

  @Override
  public TestFleet fleet() {
    return Objects.requireNonNull(fleet);
  }

  @Override
  public void fleet(TestFleet opened) {
    fleet = opened;
  }

  /** Files of every shape have the history that stock Flyway gives them. */
  @Test
  void filesOfEveryShapeAreWrittenDownAsFlywayDoes() {
    fleet()
        .tenant("V3__" + "so_long_".repeat(27) + ".sql", "CREATE TABLE long_one (id INT);")
        .tenant("V4__empty.sql", "")
        .tenant("V5__comment.sql", "-- nothing but this\n")
        .tenant("V6__lines.sql", "\uFEFFCREATE TABLE lines (\r\n  id INT\r\n);\r\n")
        .tenant("V007__zeros.sql", "INSERT INTO items VALUES (7, E'it\\'s; é', 1);")
        .tenant("V8_1__part.sql", "CREATE TABLE part (id INT)");

    assertThat(only(fleet().migrate("a"), Applied.class)).hasSize(1);
    fleet().stock("b").migrate();

    assertThat(fleet().stock("a").validateWithResult().validationSuccessful).isTrue();
    assertThat(rows("a")).isEqualTo(rows("b"));
  }

  private List<String> rows(String tenant) {
    return fleet()
        .ask(
            ("SELECT concat_ws(' ', installed_rank, version, description, type, script, checksum,"
                    + " installed_by, success) FROM %s.flyway_history_tenant ORDER BY 1")
                .formatted(tenant));
  }

  /** What a script sets for its transaction ends with the script, as it does with stock Flyway. */
  @Test
  void aLocalSettingEndsWithItsScript() {
    fleet()
        .tenant("V3__local.sql", "SET LOCAL search_path = public;\nSET LOCAL lock_timeout = 1;")
        .tenant("V4__more.sql", "CREATE TABLE more AS SELECT current_setting('lock_timeout') AS t");

    fleet().migrate("a");

    assertThat(fleet().ask("SELECT t FROM a.more")).containsExactly("5s");
  }

  /** Also in schemas that are made anew, where the first migration may set it. */
  @Test
  void aLocalSettingIsNotTheNextSchemas() {
    fleet().tenant("V1__items.sql", "SET LOCAL search_path = public, a;\n" + ITEMS);
    fleet().tenant("V2__prices.sql", "CREATE TABLE prices (id INT);");

    fleet()
        .schemas()
        .createSchema(new dev.flexidb.tenant.SchemaName(fleet().willCreate("z")))
        .block();

    assertThat(fleet().ask("SELECT schemaname FROM pg_tables WHERE tablename = 'prices'"))
        .containsExactly("z");
  }

  /** A lock of the session that a script takes is free again when it is done. */
  @Test
  void aLockOfTheSessionIsGivenBack() {
    fleet().tenant("V3__lock.sql", "SELECT pg_advisory_lock(42);");

    assertThat(only(fleet().migrate("a", "b", "c"), Applied.class)).hasSize(3);

    assertThat(fleet().ask("SELECT pg_try_advisory_lock(42)")).containsExactly("t");
  }

  /** A script that commits is done when it is, whatever becomes of the next one. */
  @Test
  void aScriptThatCommitsIsWrittenDown() {
    fleet()
        .tenant("V3__commits.sql", "CREATE TABLE one (id INT);\nCOMMIT;\nBEGIN;\n")
        .tenant("V4__broken.sql", "SELECT nothing FROM nowhere;");

    assertThat(only(fleet().migrate("a"), Failed.class)).hasSize(1);
    assertThat(fleet().history("a")).containsExactly("1", "2", "3");

    fleet().tenant("V4__broken.sql", "CREATE TABLE two (id INT);");
    assertThat(only(fleet().migrate("a"), Applied.class)).hasSize(1);
  }

  /** Checks that wait for the end of the transaction do not stand in the way of the next script. */
  @Test
  void deferredChecksAreDoneWithTheirScript() {
    fleet()
        .tenant(
            "V3__parts.sql",
            """
            CREATE TABLE parts (id INT REFERENCES items (id) DEFERRABLE INITIALLY DEFERRED);
            INSERT INTO parts VALUES (1);
            """)
        .tenant("V4__size.sql", "ALTER TABLE parts ADD COLUMN size INT;");

    assertThat(only(fleet().migrate("a"), Applied.class)).hasSize(1);
    assertThat(fleet().history("a")).containsExactly("1", "2", "3", "4");
  }

  /** A value of an enum can be used by the next script. */
  @Test
  void aNewValueOfAnEnumCanBeUsed() {
    fleet()
        .tenant("V3__mood.sql", "CREATE TYPE mood AS ENUM ('sad'); CREATE TABLE m (mood mood);")
        .migrate("a");
    fleet()
        .tenant("V4__value.sql", "ALTER TYPE mood ADD VALUE 'glad';")
        .tenant("V5__use.sql", "INSERT INTO m VALUES ('glad');");

    assertThat(only(fleet().migrate("a"), Applied.class)).hasSize(1);
  }

  /** Another schema that a script misses is the script's matter. */
  @Test
  void aSchemaThatAScriptMissesIsToldWithItsLine() {
    fleet().tenant("V3__elsewhere.sql", "SELECT 1;\nCREATE TABLE elsewhere.it (id INT);");

    assertThat(only(fleet().migrate("a"), Failed.class))
        .singleElement()
        .satisfies(
            failed -> assertThat(failed.error()).hasMessageContaining("V3__elsewhere.sql, line 2"));
  }

  /** Where a way back commits by itself, what is undone is written down. */
  @Test
  void aWayBackThatCommitsIsWrittenDown() {
    fleet()
        .tenant("U1__items.sql", "DROP TABLE nowhere;")
        .tenant("U2__prices.sql", "ALTER TABLE items DROP COLUMN price;\nCOMMIT;\n")
        .migrate("a");

    assertThat(only(fleet().rollback(), Failed.class)).hasSize(1);

    assertThat(fleet().history("a")).containsExactly("1");
    fleet().tenant("U1__items.sql", "DROP TABLE items;");
    assertThat(only(fleet().rollback(), Applied.class)).hasSize(1);
    assertThat(fleet().history("a")).isEmpty();
  }

  /**
   * What stands on all that is undone is to be applied again; what made the schema is not undone.
   */
  @Test
  void aResetForgetsWhatIsRepeatableAndNothingElse() {
    fleet().remove("tenant", "V1__items.sql");
    fleet().remove("tenant", "V2__prices.sql");
    fleet().willCreate("z");
    fleet().stock("z").migrate();
    fleet()
        .tenant("V3__more.sql", "CREATE TABLE more (id INT);")
        .tenant("U3__more.sql", "DROP TABLE more CASCADE;")
        .tenant("R__seen.sql", "CREATE OR REPLACE VIEW seen AS SELECT id FROM more;")
        .migrate("z");

    for (int time = 0; time < 2; time++) {
      TestFleet.all(fleet().migrator().reset(TestFleet.NAME, "tenant", MigrationOptions.DEFAULTS));
      assertThat(fleet().ask("SELECT type FROM z.flyway_history_tenant")).containsExactly("SCHEMA");
      assertThat(only(fleet().migrate("z"), Applied.class)).hasSize(1);
      assertThat(fleet().ask("SELECT count(*) FROM z.seen")).containsExactly("0");
    }
  }

  /** Of texts that do not end nothing is kept, nor hidden in them. */
  @Test
  void textsThatDoNotEndAreRefused() {
    for (String sql :
        List.of("INSERT INTO items VALUES (1, 'a", "CREATE TABLE t (id INT); DO $$ a")) {
      fleet().tenant("V3__open.sql", sql);
      try {
        assertThat(only(fleet().migrate("a"), Failed.class)).as(sql).hasSize(1);
      } catch (RuntimeException refused) {
        assertThat(refused).isInstanceOf(InvalidMigrationsException.class);
      }
      assertThat(
              fleet()
                  .ask(
                      "SELECT tablename FROM pg_tables WHERE schemaname = 'a' AND tablename <> 'flyway_history_tenant'"))
          .as(sql)
          .isEmpty();
    }
  }
}
