package dev.flexidb.pooling;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;

/** A Mono moved by hand, which goes on after a cancel as drivers do. */
final class Source<T> extends Mono<T> implements Subscription {

  private @Nullable CoreSubscriber<? super T> subscriber;
  private volatile boolean cancelled;
  private volatile Runnable atCancel = () -> {};

  @Override
  public void subscribe(CoreSubscriber<? super T> actual) {
    subscriber = actual;
    actual.onSubscribe(this);
  }

  void deliver(T value) {
    subscriber().onNext(value);
    subscriber().onComplete();
  }

  void fail(Throwable error) {
    subscriber().onError(error);
  }

  void end() {
    subscriber().onComplete();
  }

  private CoreSubscriber<? super T> subscriber() {
    return Objects.requireNonNull(subscriber, "nobody has subscribed");
  }

  /** What comes to pass in the midst of a cancel. */
  void atCancel(Runnable event) {
    atCancel = event;
  }

  boolean isCancelled() {
    return cancelled;
  }

  @Override
  public void request(long n) {}

  @Override
  public void cancel() {
    cancelled = true;
    atCancel.run();
  }
}
