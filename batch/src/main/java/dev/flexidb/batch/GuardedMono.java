package dev.flexidb.batch;

import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoOperator;

final class GuardedMono<T> extends MonoOperator<T, T> {

  private final Guard guard;

  GuardedMono(Mono<? extends T> source, Guard guard) {
    super(source);
    this.guard = guard;
  }

  @Override
  public void subscribe(CoreSubscriber<? super T> actual) {
    GuardedSubscriber.subscribe(source, guard, actual);
  }
}
