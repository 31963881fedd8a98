package dev.flexidb.connection;

import dev.flexidb.routing.QueryObserver;
import dev.flexidb.tenant.SchemaName;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** One statement of which somebody is to be told when it has ended. Thread-safe. */
final class ObservedQuery {

  private final QueryObserver observer;
  private final String sql;
  private final @Nullable SchemaName tenant;
  private final long start = System.nanoTime();
  private final AtomicBoolean over = new AtomicBoolean();
  private volatile boolean ran;
  private volatile boolean cancelled;
  private volatile @Nullable Throwable cutShort;

  ObservedQuery(QueryObserver observer, String sql, @Nullable SchemaName tenant) {
    this.observer = observer;
    this.sql = sql;
    this.tenant = tenant;
  }

  /** The server has said its last word about a part of it. */
  void ran() {
    ran = true;
  }

  /** A part of it was not sent; where that was all, there is nothing to tell. */
  void neverRan() {
    if (!ran) {
      over.set(true);
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
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    observer.ended(sql, tenant, took, cancelled ? null : told, cancelled);
  }
}
