package dev.flexidb.migrate;

import static dev.flexidb.migrate.FleetContract.only;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.TestDatabase;
import dev.flexidb.embedded.WithServer;
import dev.flexidb.migrate.MigrationEvent.Applied;
import dev.flexidb.migrate.MigrationEvent.Finished;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A run that is killed with -9 is gone on with, and each migration is applied once. */
@WithServer(DatabaseKind.POSTGRESQL)
class KilledRunTest {

  private static final int SCHEMAS = 24;

  @Test
  void appliesEachMigrationOnceWhateverKillsIt(TestDatabase database)
      throws IOException, InterruptedException {
    String[] tenants =
        IntStream.range(0, SCHEMAS).mapToObj("t%02d"::formatted).toArray(String[]::new);
    try (TestFleet fleet = new TestFleet(database)) {
      fleet.tenant("V1__runs.sql", "CREATE TABLE runs (n int);").create(tenants);
      fleet.migrate(tenants);
      fleet
          .tenant("V2__first.sql", "INSERT INTO runs VALUES (2); SELECT pg_sleep(0.02);")
          .tenant("V3__second.sql", "INSERT INTO runs VALUES (3);");

      killAfter(fleet, 3);

      List<MigrationEvent> rest = fleet.migrate();
      assertThat(only(rest, Applied.class)).hasSizeBetween(1, SCHEMAS - 1);
      assertThat(only(rest, Finished.class))
          .singleElement()
          .satisfies(finished -> assertThat(finished.batch()).hasValue(2));
      for (String tenant : tenants) {
        assertThat(fleet.ask("SELECT n FROM %s.runs ORDER BY n".formatted(tenant)))
            .containsExactly("2", "3");
      }
      assertThat(
              fleet.ask(
                  "SELECT count(*) FROM flexidb_ledger WHERE batch = 2 AND state = 'APPLIED'"))
          .isEqualTo(Collections.singletonList(String.valueOf(2 * SCHEMAS)));
    }
  }

  private static void killAfter(TestFleet fleet, int applied)
      throws IOException, InterruptedException {
    Process run =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                KilledRun.class.getName(),
                fleet.database().r2dbcUrl(),
                fleet.sources().location())
            .redirectErrorStream(true)
            .start();
    try (BufferedReader told = run.inputReader()) {
      int seen = 0;
      for (String line = told.readLine(); line != null && seen < applied; line = told.readLine()) {
        seen += line.equals("Applied") ? 1 : 0;
      }
      assertThat(seen).isEqualTo(applied);
      run.destroyForcibly().waitFor();
    }
  }
}
