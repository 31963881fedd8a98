package dev.flexidb.migrate;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import reactor.util.Logger;
import reactor.util.Loggers;

/**
 * The lock of one who leads: held until all that was begun under it has ended, also where nobody
 * waits for that any more. Thread-safe.
 */
final class Lead {

  private static final Logger LOG = Loggers.getLogger(Lead.class);

  private final Site site;
  private final String domain;
  private @Nullable Connection held;
  private int inHand;
  private boolean over;

  Lead(Site site, String domain) {
    this.site = site;
    this.domain = domain;
  }

  /** Takes the lock, if nobody else has it; blocks. */
  boolean take() throws SQLException {
    String lock = lock();
    Connection connection = site.connection();
    try {
      if (!site.dialect().tryLead(connection, lock)) {
        connection.close();
        return false;
      }
    } catch (SQLException failed) {
      site.drop(connection);
      throw failed;
    }
    boolean keeps = keeps(connection);
    if (!keeps) {
      release(connection);
    }
    return keeps;
  }

  private synchronized boolean keeps(Connection connection) {
    if (!over) {
      held = connection;
    }
    return !over;
  }

  /** Whether work may begin; then {@link #ended} is to be called. */
  synchronized boolean begins() {
    if (!over) {
      inHand++;
    }
    return !over;
  }

  /** What was begun has ended; blocks where that was the last. */
  void ended() {
    release(
        () -> {
          inHand--;
          return over;
        });
  }

  /** Nothing else is to begin; blocks where nothing is in hand. */
  void over() {
    release(() -> over = true);
  }

  private void release(java.util.function.BooleanSupplier change) {
    Connection free;
    synchronized (this) {
      if (!change.getAsBoolean() || inHand > 0) {
        return;
      }
      free = held;
      held = null;
    }
    if (free != null) {
      release(free);
    }
  }

  private void release(Connection connection) {
    boolean released = false;
    try {
      site.dialect().stopLeading(connection, lock());
      connection.close();
      released = true;
    } catch (SQLException lost) {
      LOG.debug("the connection that led has gone, and its lock with it: {}", lost.getMessage());
    } finally {
      if (!released) {
        site.drop(connection);
      }
    }
  }

  private String lock() throws SQLException {
    return "flexidb/%s/%s".formatted(site.home(), domain);
  }
}
