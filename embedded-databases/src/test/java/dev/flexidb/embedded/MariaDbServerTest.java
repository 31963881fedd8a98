package dev.flexidb.embedded;

@WithServer(DatabaseKind.MARIADB)
class MariaDbServerTest implements ServerContract {}
