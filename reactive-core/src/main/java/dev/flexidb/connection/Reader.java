package dev.flexidb.connection;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * Stands between the driver and the reader of a Result. A cancel turns it to dropping: the driver
 * is asked for everything and sees no cancel. Where the last item must wait for the commit, one
 * item is kept back, and one more than the reader wants is asked of the driver.
 */
final class Reader<T> implements CoreSubscriber<Object>, Subscription {

  private final CoreSubscriber<? super T> actual;
  private final Part part;
  private final AtomicLong wanted = new AtomicLong();
  private final AtomicBoolean told = new AtomicBoolean();
  private @Nullable Subscription driver;
  private @Nullable Object held;
  private boolean askedForOneMore;
  private volatile boolean cut;
  private volatile boolean driverDone;

  Reader(CoreSubscriber<? super T> actual, Part part) {
    this.actual = actual;
    this.part = part;
    this.askedForOneMore = !part.holdsLastItem();
  }

  boolean isCut() {
    return cut;
  }

  @Override
  public void onSubscribe(Subscription s) {
    if (Operators.validate(driver, s)) {
      driver = s;
      actual.onSubscribe(this);
    }
  }

  @Override
  public void onNext(Object item) {
    if (cut) {
      Operators.onDiscard(item, currentContext());
      return;
    }
    Throwable wrong = part.failure() != null ? part.failure() : part.thrown();
    if (wrong != null) {
      stop(wrong);
      return;
    }
    if (item == Part.NOTHING) {
      askDriver(1);
      return;
    }
    Object next = item;
    if (part.holdsLastItem()) {
      next = held;
      held = item;
      if (next == null) {
        return;
      }
    }
    emit(next);
  }

  @SuppressWarnings("unchecked")
  private void emit(Object item) {
    wanted.updateAndGet(n -> n == Long.MAX_VALUE ? n : n - 1);
    actual.onNext((T) item);
  }

  /** The reader is told what went wrong; the driver goes on to its end unseen. */
  private void stop(Throwable wrong) {
    cut = true;
    askDriver(Long.MAX_VALUE);
    tell(wrong);
  }

  @Override
  public void onError(Throwable error) {
    driverDone = true;
    part.over(error);
    if (!cut) {
      Throwable first = part.failure();
      tell(first == null ? error : first);
    }
  }

  @Override
  public void onComplete() {
    driverDone = true;
    Throwable thrown = part.thrown();
    if (thrown != null && !cut) {
      cut = true;
      tell(thrown);
    }
    part.over(null);
    end();
  }

  /**
   * Tells the end, once the driver is done, the end may be told, and the last item was asked for.
   */
  void end() {
    if (!driverDone || !part.isReleased() || cut) {
      return;
    }
    Throwable wrong = part.failure();
    Object item = held;
    if (wrong != null) {
      tell(wrong);
    } else if (item == null) {
      tell(null);
    } else if (wanted.get() > 0 && told.compareAndSet(false, true)) {
      held = null;
      emit(item);
      if (!cut) {
        actual.onComplete();
      }
    }
  }

  void cutShort() {
    if (!cut) {
      cut = true;
      askDriver(Long.MAX_VALUE);
      tell(new IllegalStateException("the connection was closed while its Result was read"));
    }
  }

  private void tell(@Nullable Throwable error) {
    if (told.compareAndSet(false, true)) {
      if (error == null) {
        actual.onComplete();
      } else {
        actual.onError(error);
      }
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
    if (!Operators.validate(n)) {
      return;
    }
    wanted.accumulateAndGet(n, Operators::addCap);
    long ask = n;
    if (!askedForOneMore) {
      askedForOneMore = true;
      ask = Operators.addCap(n, 1);
    }
    askDriver(ask);
    end();
  }

  @Override
  public void cancel() {
    if (!cut) {
      cut = true;
      askDriver(Long.MAX_VALUE);
    }
  }

  @Override
  public Context currentContext() {
    return actual.currentContext();
  }
}
