package dev.flexidb.connection;

import java.util.StringJoiner;
import java.util.concurrent.atomic.AtomicInteger;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/** What a subscriber was told, and whether two threads told it something at once. */
final class Heard implements CoreSubscriber<Object> {

  private final StringJoiner signals = new StringJoiner(" ");
  private final AtomicInteger inside = new AtomicInteger();
  private final AtomicInteger discarded = new AtomicInteger();
  private final Context context =
      Operators.enableOnDiscard(Context.empty(), dropped -> discarded.incrementAndGet());
  private volatile int count;

  private void hear(String signal) {
    signals.add(inside.getAndIncrement() == 0 ? signal : "two at once");
    inside.decrementAndGet();
  }

  @Override
  public void onSubscribe(Subscription s) {}

  @Override
  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread at a time, which is looked at
  public void onNext(Object item) {
    count++;
    hear(item.toString());
  }

  @Override
  public void onError(Throwable error) {
    hear("error");
  }

  @Override
  public void onComplete() {
    hear("done");
  }

  @Override
  public Context currentContext() {
    return context;
  }

  int count() {
    return count;
  }

  int discarded() {
    return discarded.get();
  }

  String all() {
    return signals.toString();
  }
}
