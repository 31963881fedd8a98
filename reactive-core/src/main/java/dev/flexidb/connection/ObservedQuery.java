package dev.flexidb.connection;

import dev.flexidb.routing.QueryObserver;
import dev.flexidb.tenant.SchemaName;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import reactor.util.context.ContextView;

/** One statement of which somebody is to be told when it has ended. Thread-safe. */
final class ObservedQuery {

  private final QueryObserver.Ending ending;
  private final long start = System.nanoTime();
  private final AtomicBoolean over = new AtomicBoolean();
  private volatile boolean ran;
  private volatile boolean cancelled;
  private volatile @Nullable Throwable cutShort;

  ObservedQuery(
      QueryObserver observer, String sql, @Nullable SchemaName tenant, ContextView subscriber) {
    this.ending = observer.started(sql, tenant, subscriber);
  }

  /** The server has said its last word about a part of it. */
  void ran() {
    ran = true;
  }

  /** A part of it was not sent; where that was all, it is over. */
  void neverRan() {
    if (!ran && over.compareAndSet(false, true)) {
      ending.ended(took(), null, true, false);
    }
  }

  /** Its caller wants no more, or has closed its connection. */
  void cancelled() {
    if (cutShort == null) {
      cancelled = true;
    }
  }

  /** Its caller was told this, whatever the server says later. */
  void cutShort(Throwable why) {
    cutShort = why;
  }

  /**
   * It has ended, which is told once.
   *
   * @param failure what went wrong; null for nothing
   */
  void over(@Nullable Throwable failure) {
    if (!over.compareAndSet(false, true)) {
      return;
    }
    Throwable told = cutShort == null ? failure : cutShort;
    ending.ended(took(), cancelled ? null : told, cancelled, true);
  }

  private Duration took() {
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
