package dev.flexidb.connection;

import dev.flexidb.batch.Guard;
import dev.flexidb.error.ClosedException;
import dev.flexidb.error.DeadlineExceededException.WaitedFor;
import dev.flexidb.family.Limits;
import dev.flexidb.family.Namespace;
import dev.flexidb.family.Transaction;
import dev.flexidb.family.Work;
import dev.flexidb.pooling.PhysicalConnection;
import dev.flexidb.routing.Node;
import dev.flexidb.tenant.SchemaName;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.TransactionDefinition;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.util.context.ContextView;

/**
 * What happens on one logical connection, one thing at a time, from its first statement to its
 * close. The first thing that needs a physical connection borrows it.
 */
final class Session {

  private final ConnectionContext context;
  private final Transaction transaction;
  private final Borrow borrow;
  private final Whereabouts whereabouts;
  private final Planner planner;
  private final StatementQueue queue = new StatementQueue(this::stopAtServer);
  private final Mono<Void> close;
  private final Sinks.Empty<Void> cutOff = Sinks.empty();
  private volatile boolean closed;
  private volatile Limits limits;

  Session(ConnectionContext context, Transaction transaction) {
    this.context = context;
    this.transaction = transaction;
    this.limits = context.limits();
    this.borrow = new Borrow(context.drainTimeout());
    this.whereabouts = new Whereabouts(context, transaction, borrow, this::evict);
    this.planner = new Planner(context, transaction, borrow, whereabouts);
    this.close = Mono.defer(this::release).cache();
  }

  static IllegalStateException closedError() {
    return new IllegalStateException("the connection is closed: create a new one");
  }

  /**
   * @throws IllegalStateException if it is closed
   */
  void requireOpen() {
    if (closed) {
      throw closedError();
    }
  }

  /**
   * @throws IllegalStateException if statements run outside of transactions here
   */
  void requireTransactions() {
    if (context.outsideTransaction()) {
      throw new IllegalStateException(
          "outsideTransaction() has no transactions: use the database itself");
    }
  }

  Borrow borrow() {
    return borrow;
  }

  /** What the statements that are subscribed to from now on may take. */
  void limit(UnaryOperator<Limits> change) {
    limits = change.apply(limits);
  }

  /** Runs the work where the subscriber's Context says. */
  Flux<Result> execute(Work work, Runnable beforehand) {
    return Flux.deferContextual(
        subscriber -> {
          if (closed) {
            return Flux.error(closedError());
          }
          Asked asked =
              new Asked(
                  work,
                  namespaceOf(subscriber),
                  limits,
                  CallDeadline.of(subscriber),
                  context.retry().forStatement(subscriber, work, transaction),
                  beforehand,
                  subscriber);
          return asked.repeats() == null ? run(asked) : asked.repeats().results(() -> run(asked));
        });
  }

  /**
   * A statement with what its subscriber wants of it.
   *
   * @param repeats null where it is never tried again
   */
  private record Asked(
      Work work,
      @Nullable Namespace namespace,
      Limits limits,
      @Nullable CallDeadline deadline,
      @Nullable Repeats repeats,
      Runnable beforehand,
      ContextView subscriber) {}

  @Nullable Namespace namespaceOf(ContextView subscriber) {
    return context.namespaces().apply(subscriber);
  }

  private Flux<Result> run(Asked asked) {
    CallDeadline deadline = asked.deadline();
    if (deadline != null && deadline.hasPassed()) {
      return Flux.error(exceeded(deadline, WaitedFor.NOTHING));
    }
    StatementQueue.Turn turn = queue.next();
    if (closed) {
      // The last turn may have been given out before this one, which would then never come.
      turn.end();
      return Flux.error(closedError());
    }
    Mono<Guard.Call> begun = turn.granted().then(Mono.defer(() -> begin(turn, asked)));
    Mono<Guard.Call> inTime =
        deadline == null
            ? begun
            : deadline.limit(begun, () -> exceeded(deadline, WaitedFor.CONNECTION));
    return inTime
        .flatMapMany(call -> exchange(asked, turn, call))
        .doOnError(error -> turn.endUnlessHeld())
        .doOnCancel(turn::endUnlessHeld);
  }

  private Exchange exchange(Asked asked, StatementQueue.Turn turn, Guard.Call call) {
    asked.beforehand().run();
    Repeats repeats = asked.repeats();
    if (repeats != null && (transaction.isActive() || !borrow.isAsGoodAsNew())) {
      repeats.forbid();
    }
    return planner.exchange(
        asked.work(),
        asked.namespace(),
        asked.limits(),
        asked.deadline(),
        turn,
        call,
        asked.subscriber());
  }

  /** A transaction that is to be begun here, held read-only where everything is. */
  TransactionDefinition heldAsItMust(TransactionDefinition definition) {
    return context.readOnly()
        ? Transaction.amended(definition, Map.of(TransactionDefinition.READ_ONLY, true))
        : definition;
  }

  /** The server that it works on, or tries to; null while there is none. */
  @Nullable Node lastTried() {
    return whereabouts.lastTried();
  }

  /** What the statements that are subscribed to from now on may take. */
  Limits limits() {
    return limits;
  }

  private Throwable exceeded(CallDeadline deadline, WaitedFor waitedFor) {
    return deadline.exceeded(context, waitedFor, false, null);
  }

  /** Lets the guard judge, and borrows the physical connection where there is none yet. */
  private Mono<Guard.Call> begin(StatementQueue.Turn turn, Asked asked) {
    if (closed) {
      return Mono.error(closedError());
    }
    if (borrow.isEvicted()) {
      return Mono.error(ClosedException.ofWork(context.database(), null));
    }
    Repeats repeats = asked.repeats();
    return repeats != null && repeats.haveBegun()
        ? planner.forgetConnection().then(Mono.defer(() -> reach(turn, asked)))
        : reach(turn, asked);
  }

  private Mono<Guard.Call> reach(StatementQueue.Turn turn, Asked asked) {
    return whereabouts.call(asked.subscriber(), tenantOf(asked.namespace()), turn);
  }

  /**
   * What is no statement, on the physical connection, in its turn. Once it has begun it runs to its
   * end, even when its subscriber cancels: a COMMIT cannot be taken back half-way.
   *
   * @param borrows whether it needs a physical connection; where it does not and there is none, it
   *     is left out
   */
  <T> Mono<T> inTurn(boolean borrows, Function<PhysicalConnection, Mono<T>> work) {
    return inTurn(borrows, null, work);
  }

  /**
   * As {@link #inTurn(boolean, Function)}, in a namespace.
   *
   * @param namespace whose tenant the physical connection is for, if it is borrowed here
   */
  <T> Mono<T> inTurn(
      boolean borrows, @Nullable Namespace namespace, Function<PhysicalConnection, Mono<T>> work) {
    return Mono.deferContextual(
        subscriber -> {
          if (closed) {
            return Mono.error(closedError());
          }
          AtomicBoolean unwanted = new AtomicBoolean();
          StatementQueue.Turn turn = queue.next();
          if (closed) {
            turn.end();
            return Mono.error(closedError());
          }
          return turn.granted()
              .then(
                  Mono.defer(
                      () ->
                          unwanted.get() || !(borrows || borrow.isHeld())
                              ? Mono.<T>empty()
                              : take(borrows, namespace, subscriber)
                                  .flatMap(connection -> told(connection, work))))
              .doFinally(signal -> turn.end())
              .cache()
              .doOnCancel(() -> unwanted.set(true));
        });
  }

  /** None of this is kept by itself, but for a COMMIT, which has words of its own. */
  private <T> Mono<T> told(
      PhysicalConnection connection, Function<PhysicalConnection, Mono<T>> work) {
    return work.apply(connection)
        .onErrorMap(
            error ->
                borrow.toldIfEvicted(
                    context, LostAnswer.told(context, connection, error, () -> false)));
  }

  /** A COMMIT, in its turn; what is to come behind it is waited for no longer than its caller. */
  Mono<Void> committing(PhysicalConnection connection) {
    return Mono.deferContextual(
        subscriber -> {
          Mono<Void> noted = noted(connection, subscriber);
          Mono<Void> commit =
              StatementErrors.committing(
                      context,
                      connection,
                      untilCutOff(Mono.defer(() -> Mono.from(connection.commitTransaction()))))
                  .doOnError(whereabouts.server().guard()::failedBeside);
          return commit.onErrorResume(error -> noted.then(Mono.error(error))).then(noted);
        });
  }

  private Mono<Void> noted(PhysicalConnection connection, ContextView subscriber) {
    Mono<Void> noted = whereabouts.noting(connection, subscriber);
    CallDeadline deadline = CallDeadline.of(subscriber);
    if (noted == null) {
      return Mono.empty();
    }
    return deadline == null
        ? noted
        : Mono.defer(() -> noted.timeout(deadline.left(), Mono.empty()));
  }

  /** A driver that waits for its server's answer may go on waiting when we have closed. */
  <T> Mono<T> untilCutOff(Mono<T> work) {
    return Mono.firstWithSignal(
        work,
        cutOff
            .asMono()
            .then(
                Mono.error(
                    () ->
                        new R2dbcNonTransientResourceException(
                            "the connection was closed by us"))));
  }

  /** For what needs none by itself the one that is held will do. */
  private Mono<PhysicalConnection> take(
      boolean borrows, @Nullable Namespace namespace, ContextView subscriber) {
    if (borrow.isEvicted()) {
      return Mono.error(ClosedException.ofWork(context.database(), null));
    }
    return borrows
        ? whereabouts.connection(subscriber, tenantOf(namespace))
        : Mono.just(borrow.connection());
  }

  private static @Nullable SchemaName tenantOf(@Nullable Namespace namespace) {
    return namespace == null ? null : namespace.tenant().orElse(null);
  }

  /** Begins the pending transaction, in the turn of what needs it. */
  Mono<Void> beginTransaction(PhysicalConnection connection, @Nullable Namespace namespace) {
    return context
        .family()
        .begin(connection, transaction, namespace, limits.withReadOnly(whereabouts.reads()))
        .onErrorMap(
            new StatementErrors(
                    context, borrow, null, namespace, limits, null, () -> false, () -> false)
                ::ofPrelude);
  }

  /**
   * For what undoes the statement before it, which need not be waited for if nobody wants it; nor
   * is this waited for longer than the deadline of its subscriber.
   */
  Mono<Void> undoing(Mono<Void> work) {
    return CallDeadline.unseenBehind(
        Mono.defer(
            () -> {
              queue.stopUnlessWanted();
              return work;
            }));
  }

  /** What is no statement, for whoever waits no longer than this; it goes on by itself. */
  <T> Mono<T> within(@Nullable CallDeadline deadline, Mono<T> work) {
    if (deadline == null) {
      return work;
    }
    return deadline.hasPassed()
        ? Mono.error(exceeded(deadline, WaitedFor.NOTHING))
        : deadline.limit(work, () -> exceeded(deadline, WaitedFor.ANSWER));
  }

  /** A COMMIT for whoever waits no longer than this. */
  Mono<Void> committing(CallDeadline deadline, Function<BooleanSupplier, Mono<Void>> commit) {
    return CommitInTime.of(context, borrow, deadline, commit);
  }

  /** What cannot be stopped in time, or in doubt, loses its connection. */
  private Mono<Void> stopAtServer(Mono<Void> end) {
    Mono<Void> stop =
        Mono.defer(() -> context.family().stop(borrow.connection(), borrow.another(), end));
    return Mono.when(stop, end)
        .timeout(context.drainTimeout())
        .onErrorResume(doubt -> borrow.destroy());
  }

  /**
   * The database closes and waits no longer. What runs is told and stopped; a COMMIT, and whatever
   * else may be kept, has as long for its answer as a connection has to become clean.
   */
  private Mono<Void> evict() {
    borrow.evict();
    StatementQueue.Turn holder = queue.holder();
    if (holder == null) {
      return borrow.destroy();
    }
    return holder
        .evict()
        .timeout(context.drainTimeout())
        .onErrorComplete()
        .then(borrow.destroy())
        .doFinally(
            signal -> {
              cutOff.tryEmitEmpty();
              holder.abandon();
            });
  }

  /** Is not waited for longer than the deadline of its subscriber. */
  Mono<Void> close() {
    return CallDeadline.unseenBehind(close);
  }

  private Mono<Void> release() {
    closed = true;
    // First of all, or what nobody has asked for yet would be sent to make way.
    queue.cutShort();
    return borrow.giveBack(queue.next(), transaction).doFinally(signal -> cutOff.tryEmitEmpty());
  }
}
