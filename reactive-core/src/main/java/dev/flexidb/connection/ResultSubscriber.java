package dev.flexidb.connection;

import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * Stands between the driver and the reader of a Result. A cancel turns it to dropping: the driver
 * is asked for everything and sees no cancel. Where the last item must wait for the commit, one
 * item is held back, and one more than the reader wants is asked of the driver. When another
 * statement waits for the connection the driver is asked for everything, and what the reader does
 * not want yet waits here.
 */
final class ResultSubscriber<T> implements CoreSubscriber<Object>, Subscription {

  private final ResultState state;
  private final Delivery<T> delivery;
  private final AtomicBoolean ended = new AtomicBoolean();
  private volatile @Nullable Demand driver;
  private volatile boolean driverDone;

  private volatile boolean toldSomething;
  private volatile boolean cut;

  /** The driver's thread's. */
  private boolean answered;

  /** The driver's thread's, and then whose who ends the delivery. */
  private @Nullable Object held;

  ResultSubscriber(CoreSubscriber<? super T> actual, ResultState state) {
    this.state = state;
    this.delivery = new Delivery<>(actual);
  }

  /** Whether its reader is told nothing more. */
  boolean isCut() {
    return delivery.isOver();
  }

  /** Whether its reader wanted no more before it was told everything. */
  boolean wasCut() {
    return cut;
  }

  /** Whether its reader was told an item before the end was certain. */
  boolean hasToldSomething() {
    return toldSomething;
  }

  @Override
  public void onSubscribe(Subscription s) {
    if (!Operators.validate(driver, s)) {
      return;
    }
    Demand demand = new Demand(s, state.thread());
    driver = demand;
    if (state.isUnsentYet()) {
      demand.begin();
    }
    delivery.begin(this);
    if (state.isWaitedFor()) {
      hurry();
    } else if (state.holdsLastItem()) {
      askDriver(1);
    }
    demand.begun();
  }

  /** Takes everything from the driver now, because another statement waits. */
  void hurry() {
    askDriver(Long.MAX_VALUE);
  }

  @Override
  public void onNext(Object item) {
    if (!answered && !RetainedSegment.isMessage(item)) {
      answered = true;
      state.answered();
    }
    if (delivery.isOver() || ended.get()) {
      Operators.onDiscard(item, currentContext());
      return;
    }
    Throwable failure = state.failure();
    Throwable wrong = failure != null ? failure : state.thrown();
    if (wrong != null) {
      Operators.onDiscard(item, currentContext());
      end(wrong);
      // The driver goes on to its end unseen.
      askDriver(Long.MAX_VALUE);
    } else if (item == ResultState.NOTHING) {
      askDriver(1);
    } else if (state.holdsLastItem()) {
      Object next = held;
      held = item;
      if (next != null) {
        toldSomething = true;
        delivery.offer(next);
      }
    } else {
      delivery.offer(item);
    }
  }

  @Override
  public void onError(Throwable error) {
    state.over(error);
    if (state.isInDoubt()) {
      driverDone = true;
      released();
      return;
    }
    Throwable first = state.failure();
    end(first == null ? state.told(error) : first);
  }

  @Override
  public void onComplete() {
    Throwable thrown = state.thrown();
    if (thrown != null) {
      end(thrown);
    }
    driverDone = true;
    state.over(null);
    released();
  }

  /** Its end may be told, once the driver is done. */
  void released() {
    if (driverDone && state.isReleased()) {
      end(state.failure());
    }
  }

  /** Decides, once, how it ends; a last item that was held back is told before a good end only. */
  private void end(@Nullable Throwable error) {
    if (!ended.compareAndSet(false, true)) {
      return;
    }
    Object last = held;
    held = null;
    if (last != null && error == null && !state.segments().undoLastItem()) {
      delivery.offer(last);
    } else if (last != null) {
      Operators.onDiscard(last, currentContext());
    }
    delivery.end(error);
  }

  /** Its reader is told this at once; the driver goes on to its end unseen. */
  void cutShort(Throwable why) {
    delivery.abort(why);
    askDriver(Long.MAX_VALUE);
  }

  private void askDriver(long n) {
    Demand demand = driver;
    if (demand != null) {
      demand.request(n);
    }
  }

  @Override
  public void request(long n) {
    if (Operators.validate(n)) {
      delivery.request(n);
      askDriver(n);
    }
  }

  @Override
  public void cancel() {
    if (delivery.cancel()) {
      cut = true;
      state.cut();
      askDriver(Long.MAX_VALUE);
    }
  }

  @Override
  public Context currentContext() {
    return delivery.context();
  }
}
