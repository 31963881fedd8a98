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
  private final Duration limit;
  private final Supplier<? extends Throwable> late;
  private final Consumer<? super T> giveBack;

  Handover(
      Mono<T> source,
      Duration limit,
      Supplier<? extends Throwable> late,
      Consumer<? super T> giveBack) {
    this.source = source;
    this.limit = limit;
    this.late = late;
    this.giveBack = giveBack;
  }

  @Override
  public void subscribe(CoreSubscriber<? super T> actual) {
    source.subscribe(new Hand<>(actual, limit, late, giveBack));
  }

  private static final class Hand<T> implements CoreSubscriber<T>, Subscription, Runnable {

    @SuppressWarnings("rawtypes")
    private static final AtomicIntegerFieldUpdater<Hand> SETTLED =
        AtomicIntegerFieldUpdater.newUpdater(Hand.class, "settled");

    private final CoreSubscriber<? super T> actual;
    private final Duration limit;
    private final Supplier<? extends Throwable> late;
    private final Consumer<? super T> giveBack;
    private @Nullable Subscription upstream;
    private volatile @Nullable Disposable timer;
    private volatile int settled;

    Hand(
        CoreSubscriber<? super T> actual,
        Duration limit,
        Supplier<? extends Throwable> late,
        Consumer<? super T> giveBack) {
      this.actual = actual;
      this.limit = limit;
      this.late = late;
      this.giveBack = giveBack;
    }

    private boolean settle() {
      if (!SETTLED.compareAndSet(this, 0, 1)) {
        return false;
      }
      disarm();
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
        s.request(Long.MAX_VALUE);
        if (settled == 0) {
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
        giveBack.accept(resource);
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
      if (settle()) {
        cancelUpstream();
        actual.onError(late.get());
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
