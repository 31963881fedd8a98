package dev.flexidb.connection;

import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.WithServer;

@WithServer(DatabaseKind.MARIADB)
class MariaDbTest extends EveryContract {}
