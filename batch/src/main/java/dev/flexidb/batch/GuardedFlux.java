package dev.flexidb.batch;

import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxOperator;

final class GuardedFlux<T> extends FluxOperator<T, T> {

  private final Guard guard;

  GuardedFlux(Flux<? extends T> source, Guard guard) {
    super(source);
    this.guard = guard;
  }

  @Override
  public void subscribe(CoreSubscriber<? super T> actual) {
    GuardedSubscriber.subscribe(source, guard, actual);
  }
}
