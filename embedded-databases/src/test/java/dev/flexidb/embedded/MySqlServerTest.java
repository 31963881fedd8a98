package dev.flexidb.embedded;

@WithServer(DatabaseKind.MYSQL)
class MySqlServerTest implements ServerContract {}
