package dev.flexidb.embedded;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** All that differs between the embedded servers. */
interface Engine {

  /** User and password of every server we make. */
  String NAME = "flexidb";

  DatabaseKind kind();

  /** The database that is always there. */
  String database();

  /** What the program is unpacked from. */
  Archive archive();

  /** Raise it when {@link #initialise} changes, or old templates stay in use. */
  int templateVersion();

  /** Fills an empty data directory; scratch files go into its parent. */
  void initialise(Path program, Path data, Privileges privileges);

  List<String> command(Path program, Path data, int port, Map<String, String> settings);

  /** The text in the line with which the server says that it takes connections. */
  String readyText();

  /** Ends it in good order without waiting for its clients. */
  String stopSignal();

  /** Ends it as fast as it can be, with nothing left behind outside its data directory. */
  String abortSignal();

  Privileges privileges();

  Replication replication();

  static Engine of(DatabaseKind kind) {
    return switch (kind) {
      case POSTGRESQL -> new PostgreSqlEngine();
      case MARIADB -> new MariaDbEngine();
      case MYSQL -> new MySqlEngine();
    };
  }
}
