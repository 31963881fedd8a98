package dev.flexidb.benchmarks.micro;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;

/** The value of a Mono that ends on the thread that subscribes, at no cost of its own. */
final class Answer<T> implements CoreSubscriber<T> {

  private @Nullable T value;
  private @Nullable Throwable error;
  private boolean complete;

  private Answer() {}

  static <T> T of(Mono<T> mono) {
    Answer<T> answer = new Answer<>();
    mono.subscribe(answer);
    T value = answer.value;
    if (!answer.complete || value == null) {
      throw new IllegalStateException("failed, empty, or gone to another thread", answer.error);
    }
    return value;
  }

  @Override
  public void onSubscribe(Subscription s) {
    s.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(T next) {
    value = next;
  }

  @Override
  public void onError(Throwable wrong) {
    error = wrong;
  }

  @Override
  public void onComplete() {
    complete = true;
  }
}
