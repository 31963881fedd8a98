package dev.flexidb.embedded;

@WithServer(DatabaseKind.MYSQL)
class MySqlServerTest implements ServerContract {

  @Override
  public String version() {
    return "8.0.";
  }
}
