package dev.flexidb.pooling;

import dev.flexidb.error.ClosedException;
import dev.flexidb.tenant.SchemaName;
import io.r2dbc.spi.Connection;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * One caller's way to a connection: through the queue of its tenant, and then through the pool. For
 * one subscriber.
 *
 * <p>Its place in the queue goes back exactly once: with the lease that was delivered, or where it
 * ends without one. The end is decided by one flag, and whoever loses undoes what it has.
 */
final class Admission extends Mono<Lease> implements Subscription, CoreSubscriber<Connection> {

  private static final AtomicIntegerFieldUpdater<Admission> PHASE =
      AtomicIntegerFieldUpdater.newUpdater(Admission.class, "phase");

  private static final int NEW = 0;
  private static final int BEGUN = 1;
  private static final int OVER = 2;

  private final FairShares shares;
  private final Mono<Connection> pool;
  private final BiFunction<Connection, Runnable, Lease> lending;
  private final Place<Admission> place;
  private CoreSubscriber<? super Lease> actual = Operators.emptySubscriber();
  private volatile @Nullable Subscription upstream;
  private volatile @Nullable Share gaveUp;
  private volatile int phase = NEW;

  /**
   * @param lending makes a lease that tells when its connection is back
   */
  Admission(
      FairShares shares,
      @Nullable SchemaName tenant,
      Mono<Connection> pool,
      BiFunction<Connection, Runnable, Lease> lending) {
    this.shares = shares;
    this.pool = pool;
    this.lending = lending;
    this.place = new Place<>(tenant, this);
  }

  Place<Admission> place() {
    return place;
  }

  /** What its tenant had when it gave up waiting in the queue; null if it did not. */
  @Nullable Share gaveUp() {
    return gaveUp;
  }

  @Override
  public void subscribe(CoreSubscriber<? super Lease> subscriber) {
    actual = subscriber;
    subscriber.onSubscribe(this);
  }

  @Override
  public void request(long n) {
    if (PHASE.compareAndSet(this, NEW, BEGUN)) {
      shares.enter(this);
    }
  }

  /** It is its turn, and its place is held. */
  void granted() {
    if (phase == OVER) {
      shares.giveBack(place);
      return;
    }
    try {
      pool.subscribe(this);
    } catch (Throwable thrown) {
      // Whoever is behind it is let in by this thread.
      if (phase == OVER) {
        Operators.onErrorDropped(thrown, currentContext());
      } else {
        onError(thrown);
      }
    }
  }

  /** There is no connection for it. */
  void refuse(Throwable error) {
    if (end()) {
      actual.onError(error);
    }
  }

  @Override
  public void onSubscribe(Subscription s) {
    if (Operators.validate(upstream, s)) {
      upstream = s;
      if (phase == OVER) {
        s.cancel();
      } else {
        s.request(Long.MAX_VALUE);
      }
    }
  }

  @Override
  public void onNext(Connection connection) {
    if (end()) {
      lend(connection);
    } else {
      ConnectionSource.giveBack(connection);
    }
  }

  private void lend(Connection connection) {
    Lease lease;
    try {
      lease = lending.apply(connection, () -> shares.giveBack(place));
    } catch (ClosedException closing) {
      // The connection is on its way back, and the place with it.
      actual.onError(closing);
      return;
    }
    actual.onNext(lease);
    actual.onComplete();
  }

  @Override
  public void onError(Throwable error) {
    if (end()) {
      shares.giveBack(place);
      actual.onError(error);
    }
  }

  @Override
  public void onComplete() {
    if (end()) {
      shares.giveBack(place);
      actual.onComplete();
    }
  }

  @Override
  public void cancel() {
    if (!end()) {
      return;
    }
    gaveUp = shares.leave(place);
    Subscription s = upstream;
    if (s != null) {
      s.cancel();
    }
    shares.giveBack(place);
  }

  private boolean end() {
    return PHASE.getAndSet(this, OVER) != OVER;
  }

  @Override
  public Context currentContext() {
    return actual.currentContext();
  }
}
