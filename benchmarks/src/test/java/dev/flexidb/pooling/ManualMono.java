package dev.flexidb.pooling;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;

/** A source that emits when it is told to, whether it was cancelled or not, as a late pool does. */
final class ManualMono<T> extends Mono<T> implements Subscription {

  private @Nullable CoreSubscriber<? super T> actual;

  @Override
  public void subscribe(CoreSubscriber<? super T> subscriber) {
    actual = subscriber;
    subscriber.onSubscribe(this);
  }

  void emit(T value) {
    CoreSubscriber<? super T> subscriber = actual;
    if (subscriber != null) {
      subscriber.onNext(value);
      subscriber.onComplete();
    }
  }

  @Override
  public void request(long n) {}

  @Override
  public void cancel() {}
}
