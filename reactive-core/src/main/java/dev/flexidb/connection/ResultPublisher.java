package dev.flexidb.connection;

import java.util.function.Function;
import org.reactivestreams.Publisher;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;

/** What a Result is turned into, for its one subscriber. */
final class ResultPublisher<T> extends Flux<T> {

  private final Publisher<?> source;
  private final Function<KeptResult.Reading, ? extends Publisher<?>> ofKept;
  private final ResultState state;

  /**
   * @param source of the driver
   * @param ofKept the same of what is kept, where the driver's was read already
   */
  ResultPublisher(
      Publisher<?> source,
      Function<KeptResult.Reading, ? extends Publisher<?>> ofKept,
      ResultState state) {
    this.source = source;
    this.ofKept = ofKept;
    this.state = state;
  }

  @Override
  @SuppressWarnings("unchecked")
  public void subscribe(CoreSubscriber<? super T> actual) {
    if (!state.claim()) {
      KeptResult kept = state.kept();
      if (kept != null && kept.claim()) {
        ofKept.apply(kept.reading()).subscribe((CoreSubscriber<Object>) actual);
        return;
      }
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
