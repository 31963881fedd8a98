package dev.flexidb.migrate;

import static dev.flexidb.migrate.FleetContract.only;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.WithServer;
import dev.flexidb.migrate.MigrationEvent.Applied;
import dev.flexidb.migrate.MigrationEvent.Failed;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What PostgreSQL alone promises: all of a schema in one transaction. */
@WithServer(DatabaseKind.POSTGRESQL)
class PostgreSqlFlightTest implements FleetContract {

  private @Nullable TestFleet fleet;

  @Override
  public TestFleet fleet() {
    return Objects.requireNonNull(fleet);
  }

  @Override
  public void fleet(TestFleet opened) {
    fleet = opened;
  }

  /** Both ways write the same tables: columns, types, defaults, keys and indexes. */
  @Test
  void historyIsTheOneThatFlywayMakes() {
    fleet().migrate("a");
    fleet().stock("b").migrate();

    for (String question :
        List.of(
            "SELECT concat_ws(' ', column_name, data_type, character_maximum_length, is_nullable,"
                + " column_default) FROM information_schema.columns WHERE table_schema = '%s'"
                + " AND table_name = 'flyway_history_tenant' ORDER BY ordinal_position",
            "SELECT replace(pg_get_indexdef(indexrelid), '%1$s.', '') FROM pg_index"
                + " WHERE indrelid = '%1$s.flyway_history_tenant'::regclass ORDER BY 1",
            "SELECT concat_ws(' ', installed_rank, version, description, type, script, checksum,"
                + " installed_by, success) FROM %s.flyway_history_tenant ORDER BY 1")) {
      assertThat(fleet().ask(question.formatted("a")))
          .isEqualTo(fleet().ask(question.formatted("b")));
    }
  }

  /** All migrations of a schema and their rows carry the same transaction. */
  @Test
  void oneTransactionForAllOfASchema() {
    fleet().migrate("a");

    assertThat(
            fleet()
                .ask(
                    "SELECT DISTINCT xmin FROM a.flyway_history_tenant UNION SELECT xmin FROM"
                        + " a.items UNION SELECT xmin FROM public.flexidb_ledger"))
        .hasSize(1);
  }

  /** M11: of several migrations the last one fails, and nothing of all is kept. */
  @Test
  void nothingOfASchemaIsKeptWhereItsLastMigrationFails() {
    fleet().tenant("V3__broken.sql", "SELECT nothing\nFROM\n  nowhere;");

    assertThat(only(fleet().migrate("a"), Failed.class))
        .singleElement()
        .satisfies(
            failed ->
                assertThat(failed.error())
                    .isInstanceOfSatisfying(
                        MigrationException.class, error -> assertThat(error.line()).hasValue(3)));
    assertThat(fleet().ask("SELECT tablename FROM pg_tables WHERE schemaname = 'a'")).isEmpty();
  }

  /** Who migrates the same schema with stock Flyway holds the lock that we wait for. */
  @Test
  void flywaysLockIsWaitedFor() throws SQLException {
    try (Connection other = fleet().connect()) {
      Sql.run(
          other,
          "SELECT pg_advisory_lock(%d)".formatted(flywaysLock("\"a\".\"flyway_history_tenant\"")));
      MigrationOptions impatient =
          MigrationOptions.DEFAULTS.withLockTimeout(Duration.ofMillis(20)).withLockAttempts(1);
      assertThat(only(fleet().migrate(impatient, "a"), Failed.class))
          .singleElement()
          .satisfies(failed -> assertThat(failed.error()).hasMessageContaining("lock"));
    }
    assertThat(only(fleet().migrate("a"), Applied.class)).hasSize(1);
  }

  /** The sum that stands in Flyway's PostgreSQLAdvisoryLockTemplate. */
  private static long flywaysLock(String table) {
    return 77_431_708_279_161L + table.hashCode();
  }

  /** Who has come before in the meantime is noticed, and nothing is applied twice. */
  @Test
  void aHistoryThatMovedIsReadAgain() throws SQLException {
    try (Site site = new Site(TestFleet.NAME, fleet().config())) {
      site.atOnce(1);
      MigrationSet set = new MigrationSet(site, fleet().sources(), "tenant");
      Plans plans = new Plans(site, set, Duration.ofSeconds(1));
      Ledger ledger = new Ledger(site.dialect(), site.home());
      site.with(
          connection -> {
            ledger.create(connection);
            return true;
          });
      Standing before =
          site.with(connection -> Standing.of(site.dialect(), connection, "a", set.table()));
      fleet().stock("a").migrate();

      SchemaWork work =
          new SchemaWork(site, set, ledger, plans, MigrationOptions.DEFAULTS, version -> 1);
      assertThat(work.migrate(new SchemaTarget(TestFleet.NAME, "tenant", "a"), before)).isEmpty();
    }
    assertThat(fleet().history("a")).containsExactly("1", "2");
  }

  /** What is refused in a transaction is left to Flyway, without hanging. */
  @Test
  void whatRefusesATransactionRuns() {
    fleet().tenant("V3__index.sql", "CREATE INDEX CONCURRENTLY by_name ON items (name);");

    assertThat(only(fleet().migrate("a"), Applied.class)).hasSize(1);
    assertThat(fleet().ask("SELECT indexname FROM pg_indexes WHERE indexname = 'by_name'"))
        .hasSize(1);
    assertThat(fleet().stock("a").validateWithResult().validationSuccessful).isTrue();
  }

  /** A session that a script has changed is nobody else's. */
  @Test
  void aPathThatAScriptSetsReachesNoOtherSchema() {
    fleet().tenant("V3__path.sql", "SET search_path = a;\nCREATE TABLE more (id INT);");

    fleet().migrate(MigrationOptions.DEFAULTS.withConcurrency(1), "a");
    fleet().remove("tenant", "V3__path.sql");
    fleet().migrate(MigrationOptions.DEFAULTS.withConcurrency(1), "b");

    assertThat(fleet().ask("SELECT count(*) FROM pg_tables WHERE tablename = 'items'"))
        .containsExactly("2");
  }

  /** Bodies of functions, and texts with semicolons, are one statement each. */
  @Test
  void bodiesOfFunctionsAreNotCut() {
    fleet()
        .tenant(
            "V3__function.sql",
            """
            CREATE FUNCTION one() RETURNS int LANGUAGE plpgsql AS $body$
            BEGIN
              PERFORM 1; -- a ; in a comment
              RETURN 1;
            END $body$;
            CREATE FUNCTION two() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT 2; END;
            INSERT INTO items VALUES (7, 'a;b', 1); -- the end
            """);

    assertThat(only(fleet().migrate("a"), Applied.class)).hasSize(1);
    assertThat(fleet().ask("SELECT a.one() + a.two()")).containsExactly("3");
  }
}
