package dev.flexidb.connection;

import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.WithServer;
import org.junit.jupiter.api.Nested;

@WithServer(DatabaseKind.MARIADB)
class MariaDbTest extends EveryContract {

  @Nested
  class NeedlessStop extends OnThisPair implements NeedlessStopContract {}
}
