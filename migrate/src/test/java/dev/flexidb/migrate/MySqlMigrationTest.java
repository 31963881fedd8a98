package dev.flexidb.migrate;

import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.WithServer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;

@WithServer(DatabaseKind.MYSQL)
@DisplayName("Migrations on MySQL")
class MySqlMigrationTest implements MigrationContract, FailureContract, StartingOverContract {

  private @Nullable TestFleet fleet;

  @Override
  public TestFleet fleet() {
    return Objects.requireNonNull(fleet);
  }

  @Override
  public void fleet(TestFleet opened) {
    fleet = opened;
  }
}
