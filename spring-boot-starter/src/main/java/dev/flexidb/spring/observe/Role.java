package dev.flexidb.spring.observe;

import dev.flexidb.DatabaseStats;
import dev.flexidb.StatementObserver.Start;

/** What a server of a database is called in tags and documents. */
public final class Role {

  /** The primary, wherever it is now. A replica is called by its host and port. */
  public static final String PRIMARY = "primary";

  private Role() {}

  /** Of the server that a statement runs on. */
  public static String of(Start start) {
    return start.replica() ? start.server() : PRIMARY;
  }

  /** Of a server that is known by its host and port. */
  public static String of(DatabaseStats stats, String server) {
    return stats.replicas().containsKey(server) ? server : PRIMARY;
  }
}
