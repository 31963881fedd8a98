package dev.flexidb.connection;

import io.r2dbc.spi.Result;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;
import reactor.util.concurrent.Queues;
import reactor.util.context.Context;

/**
 * Hands Results to the user as they are asked for, whatever thread they come from; what comes
 * earlier waits. Thread-safe, with one producer.
 */
final class ResultQueue {

  private final Queue<OwnedResult> waiting = Queues.<OwnedResult>unboundedMultiproducer().get();
  private final AtomicLong requested = new AtomicLong();
  private final AtomicInteger changes = new AtomicInteger();
  private Context context = Context.empty();

  /** Nobody once it is closed: who is told nothing more is not kept. */
  private volatile @Nullable CoreSubscriber<? super Result> actual;

  private volatile boolean ended;
  private volatile boolean closed;
  private volatile boolean abrupt;
  private volatile @Nullable Throwable error;

  void open(CoreSubscriber<? super Result> subscriber) {
    context = subscriber.currentContext();
    actual = subscriber;
  }

  Context context() {
    return context;
  }

  void request(long n) {
    if (Operators.validate(n)) {
      requested.accumulateAndGet(n, Operators::addCap);
      drain();
    }
  }

  void offer(OwnedResult result) {
    waiting.add(result);
    drain();
  }

  /** No Result comes any more. */
  void complete() {
    ended = true;
    drain();
  }

  /** No Result comes any more, and this is why. */
  void fail(Throwable why) {
    if (!ended) {
      error = why;
      ended = true;
      drain();
    }
  }

  /** The user is told this at once; the Results that were never handed over are dropped. */
  void abort(Throwable why) {
    error = why;
    ended = true;
    abrupt = true;
    drain();
  }

  /** The user wants no more; the Results that were never handed over are dropped. */
  void close() {
    closed = true;
    drain();
  }

  private void drain() {
    CoreSubscriber<? super Result> subscriber = actual;
    if (subscriber == null || changes.getAndIncrement() != 0) {
      return;
    }
    int seen = 1;
    do {
      handOver(subscriber);
      if (closed) {
        actual = Operators.emptySubscriber();
      }
      seen = changes.addAndGet(-seen);
    } while (seen != 0);
  }

  private void dropIfOver() {
    while (closed || abrupt) {
      OwnedResult missed = waiting.poll();
      if (missed == null) {
        return;
      }
      missed.drop();
    }
  }

  private void handOver(CoreSubscriber<? super Result> subscriber) {
    while (!closed && !abrupt && requested.get() > 0) {
      OwnedResult next = waiting.poll();
      if (next == null) {
        break;
      }
      requested.updateAndGet(n -> n == Long.MAX_VALUE ? n : n - 1);
      subscriber.onNext(next);
      next.handedOver();
    }
    dropIfOver();
    if (ended && !closed && waiting.isEmpty()) {
      closed = true;
      Throwable why = error;
      if (why == null) {
        subscriber.onComplete();
      } else {
        subscriber.onError(why);
      }
    }
  }
}
