package dev.flexidb.embedded;

@WithServer(DatabaseKind.POSTGRESQL)
class PostgreSqlServerTest implements ServerContract {}
