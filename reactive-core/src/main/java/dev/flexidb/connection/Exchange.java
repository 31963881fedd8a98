package dev.flexidb.connection;

import dev.flexidb.family.Plan;
import dev.flexidb.pooling.DriverThread;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.Result;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/**
 * One statement on its way to the server and back. Subscribed to once.
 *
 * <p>The driver never sees a cancel: what the user no longer wants is requested and dropped until
 * the server has said its last word, and only then is it the next statement's turn. The end of a
 * Result is held until the next one appears or, for the last one, until the transaction that the
 * plan opened is committed; so whoever sees the end of a write knows that it is kept.
 */
final class Exchange extends Flux<Result> implements Subscription, StatementQueue.Holder {

  private final Plan plan;
  private final StatementQueue.Turn turn;
  private final StatementErrors errors;
  private final boolean standsAlone;
  private final DriverThread thread;
  private final DeadlineTimer timer;
  private final @Nullable Mono<Void> noted;

  /** Whether all is over but for what comes last, which no caller needs to wait for. */
  private volatile boolean noting;

  /** What has to end before this is over: the prelude, the driver's statement, each Result. */
  private final AtomicInteger running = new AtomicInteger(2);

  private final Outcome outcome;
  private final OpenResults results = new OpenResults();
  private final ResultQueue ready = new ResultQueue();
  private final Answers answers;
  private volatile boolean quiet;
  private volatile boolean cut;
  private volatile boolean evicted;
  private boolean ours;

  /**
   * @param standsAlone whether no transaction of the user is around it, so that its end means that
   *     it is committed
   * @param thread the driver's, where it is asked for more
   * @param deadline of the caller; null for none
   * @param noted what comes last, whatever came of the statement; null for nothing
   */
  Exchange(
      Plan plan,
      StatementQueue.Turn turn,
      Outcome outcome,
      StatementErrors errors,
      boolean standsAlone,
      DriverThread thread,
      @Nullable CallDeadline deadline,
      @Nullable Mono<Void> noted) {
    this.plan = plan;
    this.turn = turn;
    this.outcome = outcome;
    this.errors = errors;
    this.standsAlone = standsAlone;
    this.thread = thread;
    this.timer = new DeadlineTimer(deadline, this::isCommitting, this::deadlinePassed);
    this.noted = noted;
    this.ours = plan.answersForUs();
    this.answers = new Answers(this, plan.sending());
  }

  @Override
  public void subscribe(CoreSubscriber<? super Result> actual) {
    ready.open(actual);
    actual.onSubscribe(this);
    if (!turn.holdBy(this)) {
      outcome.neverRan();
      return;
    }
    if (cut) {
      outcome.neverRan();
      turn.end();
      return;
    }
    timer.start();
    plan.prelude().subscribe(never -> {}, this::preludeFailed, this::preludeOver);
    if (plan.order() == Plan.Order.PIPELINED) {
      send();
    }
  }

  private void preludeFailed(Throwable error) {
    fail(errors.ofPrelude(error));
    over(plan.order() == Plan.Order.AWAITED ? 2 : 1);
  }

  private void preludeOver() {
    quiet = true;
    if (plan.order() == Plan.Order.PIPELINED) {
      over(1);
    } else if (cut) {
      over(2);
    } else {
      send();
      over(1);
    }
  }

  private void send() {
    try {
      errors.sending();
      Publisher<? extends Result> sent = plan.work().get();
      sent.subscribe(answers);
    } catch (Throwable error) {
      Exceptions.throwIfFatal(error);
      answers.onError(error);
    }
  }

  /** The driver has a Result. */
  void answer(Result answer) {
    running.incrementAndGet();
    if (ours) {
      ours = false;
      DrainingSubscriber.drain(answer, thread, this::ownAnswerOver);
      return;
    }
    OwnedResult result = new OwnedResult(answer, this, standsAlone);
    results.add(result);
    if (cut || (outcome.failure() != null && !outcome.isShown())) {
      result.drop();
    } else {
      ready.offer(result);
      if (!cut && !result.isRead()) {
        // Whoever reads one Result after the other waits for the end of those before it.
        results.releaseEarlier();
      }
      if (isWaitedFor()) {
        result.hurry();
      }
    }
  }

  /** Whether what is never read was never sent either. */
  boolean isSentByReading() {
    return answers.areSentByReading();
  }

  private void ownAnswerOver(@Nullable Throwable error) {
    if (error != null) {
      fail(errors.ofPrelude(error));
    }
    over(1);
  }

  /** Whether nothing is under way at the driver until a Result is read. */
  boolean isQuiet() {
    return quiet && isSentByReading();
  }

  DriverThread thread() {
    return thread;
  }

  /** The first row of a Result is here. */
  void answered() {
    outcome.answered();
  }

  /** The driver has said its last word about a Result; it may be told to its reader later. */
  void resultOver(OwnedResult result, @Nullable Throwable error) {
    if (error != null) {
      fail(error);
      if (result.isRead()) {
        outcome.told();
      }
    }
    if (result.isUnsent()) {
      outcome.neverRan();
    } else {
      outcome.ran();
    }
    results.over(result);
    if (error != null || result.isUnsent()) {
      answers.endRowByRow();
    }
    over(1);
  }

  /**
   * The server says something in a segment. An error is judged like one that is signalled; it is
   * signalled too where we have words of our own for it.
   *
   * @param seen whether the reader of its Result sees the segment, or may still
   * @return an error of which the segment says all; null for anything else
   */
  @Nullable Throwable said(Result.Message message, BooleanSupplier seen) {
    R2dbcException error = message.exception();
    if (!errors.isError(error)) {
      return null;
    }
    Throwable told = told(error);
    boolean inItsOwnWords = told == error;
    if (inItsOwnWords) {
      // First of all, or a reader of another Result would take it for one that nobody was told.
      outcome.show(error, seen);
    }
    fail(told);
    return inItsOwnWords ? error : null;
  }

  /** Whether the user sees what went wrong as a segment. */
  boolean isFailureShown() {
    return outcome.isShown();
  }

  /** Whether what was told of it before it failed is undone. */
  boolean isUndone() {
    return standsAlone && errors.mayBeKept();
  }

  /** Whether the end of a Result was told before that of the statement. */
  boolean hasToldAnEnd() {
    return results.haveReleasedEarlier();
  }

  void driverFailed(Throwable error) {
    fail(told(error));
  }

  void lastAnswerCame() {
    if (results.isLastOpen()) {
      ready.complete();
    }
  }

  private void fail(Throwable error) {
    outcome.fail(error, !cut);
  }

  /** What went wrong first; null as long as nothing did. */
  @Nullable Throwable failure() {
    return outcome.failure();
  }

  /** Whether what went wrong is told only when the server was asked what it means. */
  boolean isInDoubt() {
    Throwable error = outcome.failure();
    return error != null && !cut && errors.isInDoubt(error);
  }

  /** An error of the statement, in our words. */
  Throwable told(Throwable error) {
    return plan.prefixFailed().getAsBoolean() ? errors.ofPrelude(error) : errors.ofWork(error);
  }

  /** So many of what has to end are over. */
  void over(int parts) {
    if (running.addAndGet(-parts) == 0) {
      settle();
    }
  }

  private void settle() {
    Throwable error = outcome.failure();
    if (error == null || !isInDoubt()) {
      conclude();
      return;
    }
    errors.explained(error).subscribe(outcome::explain, never -> {}, this::conclude);
  }

  private void conclude() {
    Plan.Ending ending = plan.ending();
    if (ending == null) {
      note();
      return;
    }
    errors
        .ending(ending, outcome.failure() == null)
        .subscribe(
            never -> {},
            error -> {
              fail(error);
              note();
            },
            this::note);
  }

  private void note() {
    if (noted == null) {
      finish();
    } else {
      noting = true;
      noted.subscribe(never -> {}, error -> finish(), this::finish);
    }
  }

  private boolean isCommitting() {
    return running.get() == 0 && !noting && plan.commits() && outcome.failure() == null;
  }

  /**
   * The caller waits no longer, whatever the server does. What is left is read to its end unseen,
   * and stopped there, but for a COMMIT.
   */
  private void deadlinePassed(CallDeadline passed, boolean committing) {
    if (noting) {
      tellEnd();
      return;
    }
    Throwable why = committing ? errors.commitExceeded(passed) : errors.exceeded(passed);
    outcome.fail(why, false);
    Throwable first = outcome.failure();
    Throwable told = first == null ? why : first;
    cut = true;
    boolean lastIsRead = results.isLastRead();
    results.giveUp(told);
    if (lastIsRead) {
      ready.complete();
    } else {
      ready.abort(told);
    }
    turn.stopUnlessWanted();
  }

  private void finish() {
    boolean inTime = timer.end();
    outcome.over();
    turn.end();
    if (inTime) {
      tellEnd();
    }
  }

  private void tellEnd() {
    results.release();
    Throwable error = outcome.failure();
    if (error == null || outcome.isTold() || results.isLastRead()) {
      ready.complete();
    } else {
      ready.fail(error);
    }
  }

  @Override
  public void request(long n) {
    ready.request(n);
  }

  @Override
  public void cancel() {
    outcome.cancelled();
    cut = true;
    ready.close();
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
    return running.get() > 0 && (evicted || (cut && results.areUnwanted()));
  }

  /** Whether a statement waits for this one, so that an unread Result is in its way. */
  boolean isWaitedFor() {
    return results.areWaitedFor();
  }

  @Override
  public void yieldUnread() {
    results.hurry();
  }

  @Override
  public void cutShort() {
    outcome.cancelled();
    cutShort(
        errors.unlessMayBeKept(
            plan.commits(),
            new IllegalStateException("the connection was closed while its statement ran")));
  }

  private void cutShort(Throwable why) {
    // First of all, or a statement that ends meanwhile would seem to have had no Result.
    ready.fail(why);
    cut = true;
    results.cutShort(why);
  }

  /** Whoever only reads is told at once; what became of a write the server is to say. */
  @Override
  public void evict() {
    evicted = true;
    if (!plan.commits() && !errors.mayBeKept()) {
      evicted(errors.ofEviction(false));
    }
  }

  private void evicted(Throwable why) {
    outcome.cutShort(why);
    cutShort(why);
  }

  @Override
  public void abandon() {
    evicted(errors.ofEviction(plan.commits() && running.get() == 0));
    outcome.abandoned();
  }

  /** The user's, for the driver. */
  Context currentContext() {
    return ready.context();
  }
}
