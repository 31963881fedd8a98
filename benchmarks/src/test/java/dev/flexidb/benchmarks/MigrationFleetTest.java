package dev.flexidb.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.benchmarks.migrations.FlywayLoop;
import dev.flexidb.benchmarks.migrations.MigrationFiles;
import dev.flexidb.benchmarks.migrations.OurFleet;
import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.TestDatabase;
import dev.flexidb.embedded.WithServer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@link MigrationFleet} in short: both sides do the same work. */
@WithServer(DatabaseKind.POSTGRESQL)
class MigrationFleetTest {

  @Test
  void bothSidesMigrate(TestDatabase database) {
    MigrationFiles files = MigrationFiles.small();
    database.execute("CREATE SCHEMA ours", "CREATE SCHEMA theirs");
    try (FlywayLoop loop = new FlywayLoop(database, files, 1)) {
      assertThat(loop.migrate(List.of("theirs"))).isPositive();
      OurFleet ours = new OurFleet(database, files, 1);
      assertThat(ours.migrate(List.of("ours")).block()).isPositive();
      // Each finds nothing to do in what the other has migrated.
      assertThat(loop.migrate(List.of("ours"))).isPositive();
      assertThat(ours.migrate(List.of("theirs")).block()).isPositive();
      ours.close().block();
    }
    database.execute("SELECT price FROM ours.prices", "SELECT price FROM theirs.prices");
  }
}
