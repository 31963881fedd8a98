package dev.flexidb.batch;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CorePublisher;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/** Tells a guard's call how a subscription ended, before its subscriber hears of it. */
final class GuardedSubscriber<T> implements CoreSubscriber<T>, Subscription {

  private final CoreSubscriber<? super T> actual;
  private final Guard.Call call;
  private @Nullable Subscription upstream;
  private volatile boolean alive;

  private GuardedSubscriber(CoreSubscriber<? super T> actual, Guard.Call call) {
    this.actual = actual;
    this.call = call;
  }

  static <T> void subscribe(
      CorePublisher<? extends T> source, Guard guard, CoreSubscriber<? super T> actual) {
    Guard.Call call;
    try {
      call = guard.begin();
    } catch (CircuitOpenException refused) {
      Operators.error(actual, refused);
      return;
    }
    try {
      source.subscribe(new GuardedSubscriber<>(actual, call));
    } catch (Throwable fatal) {
      call.cancel();
      throw fatal;
    }
  }

  @Override
  public void onSubscribe(Subscription subscription) {
    if (Operators.validate(upstream, subscription)) {
      upstream = subscription;
      actual.onSubscribe(this);
    }
  }

  @Override
  public void onNext(T element) {
    if (!alive) {
      alive = true;
      call.answered();
    }
    actual.onNext(element);
  }

  @Override
  public void onError(Throwable error) {
    call.fail(error);
    actual.onError(error);
  }

  @Override
  public void onComplete() {
    call.succeed();
    actual.onComplete();
  }

  @Override
  public void request(long n) {
    if (upstream != null) {
      upstream.request(n);
    }
  }

  @Override
  public void cancel() {
    if (alive) {
      call.succeed();
    } else {
      call.cancel();
    }
    if (upstream != null) {
      upstream.cancel();
    }
  }

  @Override
  public Context currentContext() {
    return actual.currentContext();
  }
}
