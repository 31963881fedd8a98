package dev.flexidb.pooling;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.Context;

/**
 * Hands a resource to exactly one owner: either it arrives downstream, or it goes to {@code
 * giveBack}, and never both or neither, whatever cancels and times out meanwhile.
 *
 * <p>Once the resource is delivered the source never sees a cancel (r2dbc-pool would take a
 * connection back behind its owner). The limit runs from the subscription; when it passes first,
 * downstream gets the error of {@code late} and the source is cancelled.
 */
final class Handover<T> extends Mono<T> {

  private final Mono<T> source;
  private final @Nullable Duration limit;
  private final Supplier<? extends Throwable> late;
  private final Consumer<? super T> giveBack;
  private final @Nullable Waiters waiters;

  Handover(
      Mono<T> source,
      Duration limit,
      Supplier<? extends Throwable> late,
      Consumer<? super T> giveBack) {
    this(source, limit, late, giveBack, null);
  }

  /** Without a limit. */
  Handover(Mono<T> source, Consumer<? super T> giveBack) {
    this(source, null, IllegalStateException::new, giveBack, null);
  }

  /**
   * @param limit null for none
   * @param waiters where its subscribers are, as long as they wait
   */
  Handover(
      Mono<T> source,
      @Nullable Duration limit,
      Supplier<? extends Throwable> late,
      Consumer<? super T> giveBack,
      @Nullable Waiters waiters) {
    this.source = source;
    this.limit = limit;
    this.late = late;
    this.giveBack = giveBack;
    this.waiters = waiters;
  }

  @Override
  public void subscribe(CoreSubscriber<? super T> actual) {
    source.subscribe(new Hand<>(actual, this));
  }

  private static final class Hand<T>
      implements CoreSubscriber<T>, Subscription, Runnable, Waiters.Waiter {

    @SuppressWarnings("rawtypes")
    private static final AtomicIntegerFieldUpdater<Hand> SETTLED =
        AtomicIntegerFieldUpdater.newUpdater(Hand.class, "settled");

    private final CoreSubscriber<? super T> actual;
    private final Handover<T> handover;
    private @Nullable Subscription upstream;
    private volatile @Nullable Disposable timer;
    private volatile int settled;

    Hand(CoreSubscriber<? super T> actual, Handover<T> handover) {
      this.actual = actual;
      this.handover = handover;
    }

    private boolean settle() {
      if (!SETTLED.compareAndSet(this, 0, 1)) {
        return false;
      }
      disarm();
      Waiters among = handover.waiters;
      if (among != null) {
        among.remove(this);
      }
      return true;
    }

    private void disarm() {
      Disposable armed = timer;
      if (armed != null) {
        armed.dispose();
      }
    }

    @Override
    public void onSubscribe(Subscription s) {
      if (Operators.validate(upstream, s)) {
        upstream = s;
        actual.onSubscribe(this);
        Waiters among = handover.waiters;
        if (among != null) {
          among.add(this);
          if (settled != 0) {
            among.remove(this);
          }
        }
        s.request(Long.MAX_VALUE);
        Duration limit = handover.limit;
        if (limit != null && settled == 0) {
          timer = Schedulers.parallel().schedule(this, limit.toNanos(), TimeUnit.NANOSECONDS);
          if (settled != 0) {
            disarm();
          }
        }
      }
    }

    @Override
    public void onNext(T resource) {
      if (settle()) {
        actual.onNext(resource);
        actual.onComplete();
      } else {
        handover.giveBack.accept(resource);
      }
    }

    @Override
    public void onError(Throwable error) {
      if (settle()) {
        actual.onError(error);
      }
    }

    @Override
    public void onComplete() {
      if (settle()) {
        actual.onComplete();
      }
    }

    @Override
    public void run() {
      endWith(handover.late);
    }

    @Override
    public void refuse(Supplier<? extends Throwable> why) {
      endWith(why);
    }

    private void endWith(Supplier<? extends Throwable> error) {
      if (settle()) {
        cancelUpstream();
        actual.onError(error.get());
      }
    }

    @Override
    public void cancel() {
      if (settle()) {
        cancelUpstream();
      }
    }

    private void cancelUpstream() {
      Subscription s = upstream;
      if (s != null) {
        s.cancel();
      }
    }

    @Override
    public void request(long n) {
      // A Mono's only value is delivered as soon as it is there: demand was taken in onSubscribe.
    }

    @Override
    public Context currentContext() {
      return actual.currentContext();
    }
  }
}
