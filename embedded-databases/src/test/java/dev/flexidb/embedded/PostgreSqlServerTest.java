package dev.flexidb.embedded;

@WithServer(DatabaseKind.POSTGRESQL)
class PostgreSqlServerTest implements ServerContract {

  @Override
  public String version() {
    return "PostgreSQL 18.";
  }
}
