package dev.flexidb.embedded;

@WithServer(DatabaseKind.MARIADB)
class MariaDbServerTest implements ServerContract {

  @Override
  public String version() {
    return "11.4.";
  }
}
