package dev.flexidb;

import dev.flexidb.tenant.SchemaName;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import reactor.util.context.ContextView;

/**
 * Stands beside each statement of a user's, from when it is sent to its end, and sees its
 * subscriber's Context: for traces, meters and audits that must miss none. Where being told later,
 * and not of all under load, is enough, {@link FlexiDbListener#onQuery} is the better place.
 *
 * <p>It is called on the threads that move data: it must be thread-safe and must not block. What it
 * throws changes nothing, and is logged once.
 */
@FunctionalInterface
public interface StatementObserver {

  /**
   * A statement has its connection and is about to be sent.
   *
   * @param subscriber the Context of who asked for it
   * @return told of its end, once; null where that is of no interest
   */
  @Nullable Ending started(Start start, ContextView subscriber);

  /** Told how a statement ended. */
  @FunctionalInterface
  interface Ending {
    void ended(End end);
  }

  /**
   * What is known of a statement when it begins. Immutable. It never holds what was bound; the text
   * is the user's, as in {@link QueryEvent}.
   *
   * @param server host and port, which tells the servers of one database apart
   * @param replica whether that is a replica
   * @param tenant whose schema it runs in; null where there is none
   * @param sql the text that the connection was given
   */
  record Start(
      String database, String server, boolean replica, @Nullable SchemaName tenant, String sql) {}

  /**
   * How it ended. Immutable.
   *
   * @param took since it began, a COMMIT of its own included
   * @param error what went wrong; null if nothing did, or if nobody wanted to know any more
   * @param cancelled whether its caller wanted no more of it before the end
   * @param sent whether the server had any of it
   */
  record End(Duration took, @Nullable Throwable error, boolean cancelled, boolean sent) {}
}
