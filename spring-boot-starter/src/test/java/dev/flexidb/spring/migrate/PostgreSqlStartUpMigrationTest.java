package dev.flexidb.spring.migrate;

import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.WithServer;

@WithServer(DatabaseKind.POSTGRESQL)
class PostgreSqlStartUpMigrationTest implements StartUpMigrationContract {}
