package dev.flexidb.connection;

import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;
import reactor.util.concurrent.Queues;
import reactor.util.context.Context;

/**
 * Tells one subscriber items and an end, as it asks for them. Items come from one thread at a time,
 * demand, the end and a cancel from any; {@code work} lets one of them tell the subscriber at a
 * time. What it does not want yet waits here without bound; what it never wants is discarded.
 */
final class Delivery<T> {

  /** The end of what ended well. */
  private static final Object COMPLETE = new Object();

  private final Context context;

  /** Nobody once it is over: who was told everything is not kept. */
  private volatile CoreSubscriber<? super T> actual;

  private final AtomicLong wanted = new AtomicLong();

  /** Taken until the subscriber has its subscription: nothing may be told before. */
  private final AtomicInteger work = new AtomicInteger(1);

  private volatile @Nullable Queue<Object> early;

  /** Told once everything before it is told. */
  private volatile @Nullable Object end;

  /** Told at once. */
  private volatile @Nullable Throwable abrupt;

  private volatile boolean over;

  Delivery(CoreSubscriber<? super T> actual) {
    this.actual = actual;
    this.context = actual.currentContext();
  }

  void begin(Subscription subscription) {
    actual.onSubscribe(subscription);
    drainOn(1);
  }

  Context context() {
    return context;
  }

  /** Whether the subscriber is told nothing more. */
  boolean isOver() {
    return over;
  }

  void offer(Object item) {
    if (!work.compareAndSet(0, 1)) {
      keep(item);
      drain();
      return;
    }
    Queue<Object> before = early;
    if ((before == null || before.isEmpty()) && (over || wanted.get() > 0)) {
      emit(item);
    } else {
      keep(item);
    }
    drainOn(1);
  }

  private void keep(Object item) {
    Queue<Object> queue = early;
    if (queue == null) {
      queue = Queues.<Object>unbounded(Queues.XS_BUFFER_SIZE).get();
      early = queue;
    }
    queue.add(item);
  }

  /** Nothing comes any more; null if all went well. Called once, after the last item. */
  void end(@Nullable Throwable error) {
    end = error == null ? COMPLETE : error;
    drain();
  }

  /** The subscriber is told this at once, and nothing of what it has not seen. */
  void abort(Throwable error) {
    abrupt = error;
    drain();
  }

  void request(long n) {
    wanted.accumulateAndGet(n, Operators::addCap);
    drain();
  }

  /** Returns whether it had not ended yet. */
  boolean cancel() {
    boolean cuts = !over;
    over = true;
    actual = Operators.emptySubscriber();
    drain();
    return cuts;
  }

  private void drain() {
    if (work.getAndIncrement() == 0) {
      tell();
      drainOn(1);
    }
  }

  private void drainOn(int done) {
    int seen = work.addAndGet(-done);
    while (seen != 0) {
      tell();
      seen = work.addAndGet(-seen);
    }
  }

  private void tell() {
    Throwable atOnce = abrupt;
    if (atOnce != null) {
      tellEnd(atOnce);
    }
    // Looked at first: what is queued when the end is there is all there is.
    Object last = end;
    Queue<Object> queue = early;
    while (queue != null && !queue.isEmpty() && (over || wanted.get() > 0)) {
      Object item = queue.poll();
      if (item != null) {
        emit(item);
      }
    }
    if (last != null && (queue == null || queue.isEmpty())) {
      tellEnd(last);
    }
  }

  @SuppressWarnings("unchecked")
  private void emit(Object item) {
    // In this order: where it is not over, the subscriber is still there.
    CoreSubscriber<? super T> subscriber = actual;
    if (over) {
      Operators.onDiscard(item, context);
      return;
    }
    wanted.updateAndGet(n -> n == Long.MAX_VALUE ? n : n - 1);
    subscriber.onNext((T) item);
  }

  private void tellEnd(Object last) {
    CoreSubscriber<? super T> subscriber = actual;
    if (over) {
      return;
    }
    over = true;
    actual = Operators.emptySubscriber();
    if (last instanceof Throwable error) {
      subscriber.onError(error);
    } else {
      subscriber.onComplete();
    }
  }
}
