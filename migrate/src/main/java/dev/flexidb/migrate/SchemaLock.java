package dev.flexidb.migrate;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import reactor.util.Logger;
import reactor.util.Loggers;

/**
 * Sees to it that a schema of one name is made, copied or dropped by one at a time, on all nodes.
 * Its methods block.
 */
final class SchemaLock {

  private static final Logger LOG = Loggers.getLogger(SchemaLock.class);

  /** What is done meanwhile. */
  interface Work<T> {
    T run() throws SQLException;
  }

  private SchemaLock() {}

  /**
   * @param schema its name, or what stands for it
   * @throws SchemaBusyException if somebody else holds it for longer than this
   */
  static <T> T during(Site site, String schema, Duration patience, Work<T> work)
      throws SQLException {
    String what = "flexidb/%s/schema/%s".formatted(site.home(), schema);
    try (Connection holder = site.connection()) {
      if (!site.dialect().lead(holder, what, patience)) {
        throw new SchemaBusyException(site.name(), schema, patience, 1, null);
      }
      try {
        return work.run();
      } finally {
        release(site, holder, what);
      }
    }
  }

  private static void release(Site site, Connection holder, String what) {
    try {
      site.dialect().stopLeading(holder, what);
    } catch (SQLException lost) {
      LOG.debug("the connection that held {} has gone, and the lock with it", what);
    }
  }
}
