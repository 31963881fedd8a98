package dev.flexidb.cli;

import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.TestDatabase;
import dev.flexidb.embedded.WithServer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;

@WithServer(DatabaseKind.MYSQL)
@DisplayName("The command on MySQL")
class MySqlCommandTest implements CommandContract {

  private @Nullable TestShell shell;
  private @Nullable TestDatabase database;

  @Override
  public TestShell shell() {
    return Objects.requireNonNull(shell);
  }

  @Override
  public TestDatabase database() {
    return Objects.requireNonNull(database);
  }

  @Override
  public void opened(TestShell opened, TestDatabase on) {
    shell = opened;
    database = on;
  }
}
