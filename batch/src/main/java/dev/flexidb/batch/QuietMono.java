package dev.flexidb.batch;

import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoOperator;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * Answers a subscriber at once, even where the source takes its time to, so that a timeout counts
 * from the start; and after a cancel drops what the source still says, quietly.
 */
final class QuietMono extends MonoOperator<Object, Object> {

  QuietMono(Mono<?> source) {
    super(source);
  }

  @Override
  public void subscribe(CoreSubscriber<? super Object> actual) {
    new Quiet(actual).follow(source);
  }

  private static final class Quiet extends Operators.DeferredSubscription
      implements CoreSubscriber<Object> {

    private final CoreSubscriber<? super Object> actual;

    Quiet(CoreSubscriber<? super Object> actual) {
      this.actual = actual;
    }

    void follow(Mono<?> source) {
      actual.onSubscribe(this);
      if (isCancelled()) {
        return;
      }
      try {
        source.subscribe(this);
      } catch (LinkageError | VirtualMachineError error) {
        // Reactor throws these instead of telling them, and nobody would be told.
        onError(new IllegalStateException("the operation failed: " + error, error));
      }
    }

    @Override
    public void onSubscribe(Subscription subscription) {
      set(subscription);
    }

    @Override
    public void onNext(Object value) {
      if (isCancelled()) {
        Operators.onDiscard(value, currentContext());
      } else {
        actual.onNext(value);
      }
    }

    @Override
    public void onError(Throwable error) {
      if (!isCancelled()) {
        actual.onError(error);
      }
    }

    @Override
    public void onComplete() {
      if (!isCancelled()) {
        actual.onComplete();
      }
    }

    @Override
    public Context currentContext() {
      return actual.currentContext();
    }
  }
}
