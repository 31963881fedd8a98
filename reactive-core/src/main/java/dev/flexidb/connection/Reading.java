package dev.flexidb.connection;

import org.reactivestreams.Publisher;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;

/** What a Result is turned into, for its one subscriber. */
final class Reading<T> extends Flux<T> {

  private final Publisher<?> source;
  private final Part part;

  Reading(Publisher<?> source, Part part) {
    this.source = source;
    this.part = part;
  }

  @Override
  public void subscribe(CoreSubscriber<? super T> actual) {
    if (!part.claim()) {
      Operators.error(
          actual,
          new IllegalStateException(
              "the Result was read already, or given up because its connection was closed or took"
                  + " another statement; read a Result once, before the next statement"));
      return;
    }
    Reader<T> reader = new Reader<>(actual, part);
    part.readBy(reader);
    source.subscribe(reader);
  }
}
