package dev.flexidb.pooling;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Wrapped;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/**
 * A physical connection in the hands of its only owner, until {@link #release()} or {@link
 * #destroy()}; the first of the two counts.
 *
 * <p>Not thread-safe beyond that: one owner, one statement at a time.
 */
public final class Lease {

  private final PhysicalConnection physical;
  private final Mono<Lease> another;
  private final Mono<Void> giveBack;
  private final AtomicBoolean ended = new AtomicBoolean();
  private final long since = System.nanoTime();
  private volatile Supplier<Mono<Void>> eviction = this::destroy;

  Lease(Connection pooled) {
    this(pooled, Mono.empty(), back -> {});
  }

  /**
   * @param another a connection to the same server beside the pool
   * @param back told when it is given back, and its place in the pool with it
   */
  Lease(Connection pooled, Mono<Lease> another, Consumer<Lease> back) {
    this.physical = physical(pooled);
    this.another = another;
    this.giveBack =
        Mono.defer(() -> Mono.from(pooled.close())).doFinally(signal -> back.accept(this)).cache();
  }

  static PhysicalConnection physical(Connection pooled) {
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

  /**
   * A connection to the same server beside the pool, for a word about this one while it is busy.
   * There are two of them at most; each is opened for its caller and closed when it is released.
   */
  public Mono<Lease> another() {
    return another;
  }

  /** How long it has been out, in nanoseconds. */
  long age() {
    return System.nanoTime() - since;
  }

  /** How its owner ends its work when the pool cannot wait for it any longer. */
  public void evictedBy(Supplier<Mono<Void>> newEviction) {
    eviction = newEviction;
  }

  /** Has its owner end its work, and closes the connection; never an error. */
  Mono<Void> evict() {
    return Mono.defer(() -> eviction.get()).onErrorComplete().then(destroy()).onErrorComplete();
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
