package dev.flexidb.pooling;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;

/** A hand-over under way, and what became of its resource. */
class Hand {

  static {
    ManualTimer.install();
  }

  private final ManualMono<String> pool = new ManualMono<>();
  private final AtomicInteger delivered = new AtomicInteger();
  private final AtomicInteger givenBack = new AtomicInteger();
  private final AtomicInteger errors = new AtomicInteger();
  private final Caller caller = new Caller();
  private final Runnable limit;

  Hand() {
    new Handover<>(
            pool, Duration.ofHours(1), TimeoutException::new, s -> givenBack.incrementAndGet())
        .subscribe(caller);
    limit = ManualTimer.last();
  }

  final void arrive() {
    pool.emit("a connection");
  }

  final void giveUp() {
    caller.subscription.cancel();
  }

  final void runOutOfTime() {
    limit.run();
  }

  final String outcome() {
    return delivered + " delivered, " + givenBack + " given back, " + errors + " late";
  }

  /** Takes what it is given, also when it has given up: Reactor's own would drop it. */
  private final class Caller implements CoreSubscriber<String> {

    private Subscription subscription = Operators.emptySubscription();

    @Override
    public void onSubscribe(Subscription s) {
      subscription = s;
    }

    @Override
    public void onNext(String connection) {
      delivered.incrementAndGet();
    }

    @Override
    public void onError(Throwable late) {
      errors.incrementAndGet();
    }

    @Override
    public void onComplete() {}
  }
}
