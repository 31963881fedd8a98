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
 * Stands between the driver and the reader of a Result. A cancel turns it to dropping: the driver
 * is asked for everything and sees no cancel. Where the last item must wait for the commit, one
 * item is kept back, and one more than the reader wants is asked of the driver. When another
 * statement waits for the connection the driver is asked for everything, and what the reader does
 * not want yet waits here.
 *
 * <p>Items come from the driver's thread, demand and the end from any; {@code work} lets one of
 * them tell the reader at a time.
 */
final class Reader<T> implements CoreSubscriber<Object>, Subscription {

  private final CoreSubscriber<? super T> actual;
  private final Part part;
  private final AtomicLong wanted = new AtomicLong();
  private final AtomicInteger work = new AtomicInteger();
  private volatile @Nullable Subscription driver;
  private volatile @Nullable Queue<Object> early;

  /** Told once what came before it is read. */
  private volatile @Nullable Throwable failed;

  /** Told at once. */
  private volatile @Nullable Throwable abrupt;

  private volatile boolean cut;
  private volatile boolean driverDone;
  private @Nullable Object held;

  Reader(CoreSubscriber<? super T> actual, Part part) {
    this.actual = actual;
    this.part = part;
  }

  boolean isCut() {
    return cut;
  }

  @Override
  public void onSubscribe(Subscription s) {
    if (!Operators.validate(driver, s)) {
      return;
    }
    driver = s;
    actual.onSubscribe(this);
    if (part.isWaitedFor()) {
      hurry();
    } else if (part.holdsLastItem()) {
      s.request(1);
    }
  }

  /** Takes everything from the driver now, because another statement waits. */
  void hurry() {
    askDriver(Long.MAX_VALUE);
  }

  @Override
  public void onNext(Object item) {
    if (cut || failed != null) {
      Operators.onDiscard(item, currentContext());
      return;
    }
    Throwable wrong = part.failure() != null ? part.failure() : part.thrown();
    if (wrong != null) {
      fail(wrong);
    } else if (item == Part.NOTHING) {
      askDriver(1);
    } else if (part.holdsLastItem()) {
      Object next = held;
      held = item;
      if (next != null) {
        pass(next);
      }
    } else {
      pass(item);
    }
  }

  private void pass(Object item) {
    if (!work.compareAndSet(0, 1)) {
      keep(item);
      drain();
      return;
    }
    Queue<Object> before = early;
    if ((before == null || before.isEmpty()) && wanted.get() > 0) {
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

  /** The reader is told what went wrong; the driver goes on to its end unseen. */
  private void fail(Throwable wrong) {
    failed = wrong;
    askDriver(Long.MAX_VALUE);
    drain();
  }

  @Override
  public void onError(Throwable error) {
    part.over(error);
    Throwable first = part.failure();
    if (failed == null) {
      failed = first == null ? error : first;
    }
    driverDone = true;
    drain();
  }

  @Override
  public void onComplete() {
    Throwable thrown = part.thrown();
    if (thrown != null && failed == null) {
      failed = thrown;
    }
    driverDone = true;
    part.over(null);
    drain();
  }

  /** Its end may be told, once the driver is done and the last item was asked for. */
  void released() {
    drain();
  }

  void cutShort() {
    abrupt = new IllegalStateException("the connection was closed while its Result was read");
    askDriver(Long.MAX_VALUE);
    drain();
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
      end(atOnce);
    }
    Queue<Object> queue = early;
    while (queue != null && !queue.isEmpty() && (cut || wanted.get() > 0)) {
      Object item = queue.poll();
      if (item != null) {
        emit(item);
      }
    }
    if (queue == null || queue.isEmpty()) {
      tellEnd();
    }
  }

  private void tellEnd() {
    Throwable wrong = failed;
    if (wrong == null && driverDone && part.isReleased()) {
      wrong = part.failure();
      Object item = held;
      if (wrong == null && item == null) {
        end(null);
      } else if (wrong == null && item != null && wanted.get() > 0) {
        held = null;
        emit(item);
        end(null);
      }
    }
    if (wrong != null) {
      end(wrong);
    }
    Object item = held;
    if (cut && driverDone && item != null) {
      held = null;
      Operators.onDiscard(item, currentContext());
    }
  }

  @SuppressWarnings("unchecked")
  private void emit(Object item) {
    if (cut) {
      Operators.onDiscard(item, currentContext());
      return;
    }
    wanted.updateAndGet(n -> n == Long.MAX_VALUE ? n : n - 1);
    actual.onNext((T) item);
  }

  private void end(@Nullable Throwable error) {
    if (cut) {
      return;
    }
    cut = true;
    if (error == null) {
      actual.onComplete();
    } else {
      actual.onError(error);
    }
  }

  private void askDriver(long n) {
    Subscription s = driver;
    if (s != null) {
      s.request(n);
    }
  }

  @Override
  public void request(long n) {
    if (Operators.validate(n)) {
      wanted.accumulateAndGet(n, Operators::addCap);
      askDriver(n);
      drain();
    }
  }

  @Override
  public void cancel() {
    if (!cut) {
      cut = true;
      part.cut();
      askDriver(Long.MAX_VALUE);
      drain();
    }
  }

  @Override
  public Context currentContext() {
    return actual.currentContext();
  }
}
