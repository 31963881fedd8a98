package dev.flexidb.connection;

import org.reactivestreams.Publisher;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;

/** What a Result is turned into, for its one subscriber. */
final class ResultPublisher<T> extends Flux<T> {

  private final Publisher<?> source;
  private final ResultState state;

  ResultPublisher(Publisher<?> source, ResultState state) {
    this.source = source;
    this.state = state;
  }

  @Override
  public void subscribe(CoreSubscriber<? super T> actual) {
    if (!state.claim()) {
      Throwable passed = state.givenUp();
      Operators.error(
          actual,
          passed != null
              ? passed
              : new IllegalStateException(
                  "the Result was read already, or given up because its connection was closed or"
                      + " took another statement; read a Result once, before the next statement"));
      return;
    }
    ResultSubscriber<T> reader = new ResultSubscriber<>(actual, state);
    state.readBy(reader);
    source.subscribe(reader);
  }
}
