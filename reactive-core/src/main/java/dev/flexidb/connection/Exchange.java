package dev.flexidb.connection;

import dev.flexidb.batch.Guard;
import dev.flexidb.family.Plan;
import io.r2dbc.spi.Result;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.util.context.Context;

/**
 * One statement on its way to the server and back. Subscribed to once.
 *
 * <p>The driver never sees a cancel: what the user no longer wants is requested and dropped until
 * the server has said its last word, and only then is it the next statement's turn. The end of a
 * Result is held until the next one appears or, for the last one, until the transaction that the
 * plan opened is committed; so whoever sees the end of a write knows that it is kept.
 */
final class Exchange extends Flux<Result>
    implements CoreSubscriber<Result>, Subscription, Turns.Holder {

  private final Plan plan;
  private final Turns.Turn turn;
  private final Guard.Call call;
  private final Failures failures;
  private final boolean standsAlone;

  /** What has to end before this is over: the prelude, the driver's statement, each Result. */
  private final AtomicInteger running = new AtomicInteger(2);

  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final Queue<OwnedResult> unfinished = new ConcurrentLinkedQueue<>();
  private final Outlet outlet = new Outlet();
  private volatile @Nullable OwnedResult last;
  private volatile boolean cut;

  /** Whoever is told of an error cancels the rest: that is no loss of interest. */
  private volatile boolean failedBeforeCut;

  private volatile boolean waitedFor;
  private volatile boolean failureDelivered;
  private boolean ours;

  /**
   * @param standsAlone whether no transaction of the user is around it, so that its end means that
   *     it is committed
   */
  Exchange(Plan plan, Turns.Turn turn, Guard.Call call, Failures failures, boolean standsAlone) {
    this.plan = plan;
    this.turn = turn;
    this.call = call;
    this.failures = failures;
    this.standsAlone = standsAlone;
    this.ours = plan.answersForUs();
  }

  @Override
  public void subscribe(CoreSubscriber<? super Result> actual) {
    outlet.open(actual);
    actual.onSubscribe(this);
    if (!turn.holdBy(this)) {
      call.cancel();
      return;
    }
    if (cut) {
      call.cancel();
      turn.end();
      return;
    }
    plan.prelude().subscribe(new Prelude());
    if (plan.order() == Plan.Order.PIPELINED) {
      send();
    }
  }

  private void send() {
    try {
      failures.sending();
      Publisher<? extends Result> results = plan.work().get();
      results.subscribe(this);
    } catch (Throwable error) {
      Exceptions.throwIfFatal(error);
      onError(error);
    }
  }

  private final class Prelude implements CoreSubscriber<Void> {
    @Override
    public void onSubscribe(Subscription s) {
      s.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(Void never) {}

    @Override
    public void onError(Throwable error) {
      fail(failures.ofPrelude(error));
      over(plan.order() == Plan.Order.AWAITED ? 2 : 1);
    }

    @Override
    public void onComplete() {
      if (plan.order() == Plan.Order.PIPELINED) {
        over(1);
      } else if (cut) {
        over(2);
      } else {
        send();
        over(1);
      }
    }
  }

  @Override
  public void onSubscribe(Subscription s) {
    s.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(Result driver) {
    running.incrementAndGet();
    if (ours) {
      ours = false;
      Silent.drain(driver, this::ownAnswerOver);
      return;
    }
    OwnedResult result = new OwnedResult(driver, this, standsAlone);
    OwnedResult previous = last;
    last = result;
    unfinished.add(result);
    if (previous != null) {
      previous.release();
    }
    if (cut || failure.get() != null) {
      result.drop();
      return;
    }
    outlet.offer(result);
  }

  /** Whether a statement waits for this one, so that an unread Result is in its way. */
  boolean isWaitedFor() {
    return waitedFor;
  }

  private void ownAnswerOver(@Nullable Throwable error) {
    if (error != null) {
      fail(failures.ofPrelude(error));
    }
    over(1);
  }

  /** The driver has said its last word about a Result; it may be told to its reader later. */
  void resultOver(OwnedResult result, @Nullable Throwable error) {
    unfinished.remove(result);
    if (error != null) {
      fail(error);
      failureDelivered |= result.isRead();
    }
    if (result != last) {
      result.release();
    }
    over(1);
  }

  @Override
  public void onError(Throwable error) {
    fail(told(error));
    over(1);
  }

  @Override
  public void onComplete() {
    OwnedResult lastResult = last;
    if (lastResult != null && !lastResult.isOver()) {
      outlet.complete();
    }
    over(1);
  }

  private void fail(Throwable error) {
    boolean askedFor = !cut;
    if (failure.compareAndSet(null, error)) {
      failedBeforeCut = askedFor;
    }
  }

  /** What went wrong first; null as long as nothing did. */
  @Nullable Throwable failure() {
    return failure.get();
  }

  /** An error of the statement, in our words. */
  Throwable told(Throwable error) {
    return plan.prefixFailed().getAsBoolean() ? failures.ofPrelude(error) : failures.ofWork(error);
  }

  private void over(int parts) {
    if (running.addAndGet(-parts) == 0) {
      settle();
    }
  }

  private void settle() {
    Plan.Ending ending = plan.ending();
    if (ending == null) {
      finish();
      return;
    }
    failures
        .ending(ending, failure.get() == null)
        .subscribe(
            never -> {},
            error -> {
              fail(error);
              finish();
            },
            this::finish);
  }

  private void finish() {
    Throwable error = failure.get();
    if (error == null) {
      call.succeed();
    } else if (cut && !failedBeforeCut) {
      call.cancel();
    } else {
      call.fail(error);
    }
    turn.end();
    OwnedResult lastResult = last;
    if (lastResult != null) {
      lastResult.release();
    }
    if (error == null || failureDelivered || (lastResult != null && lastResult.isRead())) {
      outlet.complete();
    } else {
      outlet.fail(error);
    }
  }

  @Override
  public void request(long n) {
    outlet.request(n);
  }

  @Override
  public void cancel() {
    cut = true;
    outlet.close();
    stopIfItStandsAlone();
  }

  /** The reader of a Result wants no more of it. */
  void resultCut() {
    if (cut) {
      stopIfItStandsAlone();
    }
  }

  /** In a transaction a stop would cost the work before it, so it waits for a rollback. */
  private void stopIfItStandsAlone() {
    if (standsAlone && isUnwanted()) {
      turn.stopUnlessWanted();
    }
  }

  /** A COMMIT that is under way is never stopped. */
  @Override
  public boolean isUnwanted() {
    return cut && running.get() > 0 && unfinished.stream().allMatch(OwnedResult::isUnwanted);
  }

  @Override
  public void yieldUnread() {
    waitedFor = true;
    unfinished.forEach(OwnedResult::hurry);
  }

  @Override
  public void cutShort() {
    cut = true;
    outlet.fail(new IllegalStateException("the connection was closed while its statement ran"));
    unfinished.forEach(OwnedResult::cutShort);
  }

  @Override
  public Context currentContext() {
    return outlet.context();
  }
}
