package dev.flexidb.pooling;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Wrapped;
import java.util.concurrent.atomic.AtomicBoolean;
import reactor.core.publisher.Mono;

/**
 * A physical connection in the hands of its only owner, until {@link #release()} or {@link
 * #destroy()}; the first of the two counts.
 *
 * <p>Not thread-safe beyond that: one owner, one statement at a time.
 */
public final class Lease {

  private final PhysicalConnection physical;
  private final Mono<Void> giveBack;
  private final AtomicBoolean ended = new AtomicBoolean();

  Lease(Connection pooled) {
    this.physical = physical(pooled);
    this.giveBack = Mono.defer(() -> Mono.from(pooled.close())).cache();
  }

  /**
   * @param over what to do when the pool has the connection back, before anybody is told
   */
  Lease(Connection pooled, Runnable over) {
    this.physical = physical(pooled);
    this.giveBack = Mono.defer(() -> Mono.from(pooled.close())).doOnTerminate(over).cache();
  }

  private static PhysicalConnection physical(Connection pooled) {
    Object next = pooled;
    while (!(next instanceof PhysicalConnection)) {
      if (!(next instanceof Wrapped<?> wrapped)) {
        throw new IllegalStateException("no PhysicalConnection under " + pooled);
      }
      next = wrapped.unwrap();
    }
    return (PhysicalConnection) next;
  }

  /** The connection to work with. */
  public PhysicalConnection connection() {
    return physical;
  }

  /** Gives the connection back, clean: the caller vouches that nothing is left on it. */
  public Mono<Void> release() {
    return Mono.defer(
        () -> {
          ended.set(true);
          return giveBack;
        });
  }

  /** Closes the connection at once, whatever runs on it, and gives its place in the pool back. */
  public Mono<Void> destroy() {
    return Mono.defer(
        () -> {
          if (!ended.compareAndSet(false, true)) {
            return giveBack;
          }
          physical.doom();
          return physical.close().then(giveBack);
        });
  }
}
