package dev.flexidb.connection;

import dev.flexidb.batch.Guard;
import dev.flexidb.family.Limits;
import dev.flexidb.family.Namespace;
import dev.flexidb.family.Plan;
import dev.flexidb.family.Transaction;
import dev.flexidb.family.Work;
import dev.flexidb.pooling.PhysicalConnection;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/** Plans the statements of one borrow, with what each may leave behind and what its errors mean. */
final class Planner {

  private final ConnectionContext context;
  private final Transaction transaction;
  private final Borrow borrow;
  private final Whereabouts whereabouts;
  private final SessionTraces traces;

  Planner(
      ConnectionContext context, Transaction transaction, Borrow borrow, Whereabouts whereabouts) {
    this.context = context;
    this.transaction = transaction;
    this.borrow = borrow;
    this.whereabouts = whereabouts;
    this.traces = new SessionTraces(context, borrow);
  }

  /** The call is the exchange's to end, or has failed where an error comes instead. */
  Exchange exchange(
      Work work,
      @Nullable Namespace namespace,
      Limits asked,
      @Nullable CallDeadline deadline,
      StatementQueue.Turn turn,
      Guard.Call call,
      ContextView subscriber) {
    PhysicalConnection connection = borrow.connection();
    Limits limits = asked.withReadOnly(whereabouts.reads());
    try {
      traces.note(work, namespace);
      if (namespace != null && connection.movesTo(namespace.first())) {
        whereabouts.server().tenantSwitched();
      }
      if (!limits.haveTimesOf(context.limits()) && !context.family().liftsLimits()) {
        borrow.spoil();
      }
      Limits told = deadline == null ? limits : context.family().within(limits, deadline.left());
      Plan plan = plan(connection, work, namespace, told);
      boolean standsAlone = !transaction.isActive();
      boolean inTransaction = !standsAlone || !connection.isAutoCommit();
      BooleanSupplier mayBeKept =
          () -> !plan.commits() && context.family().mayBeKept(work, inTransaction);
      StatementErrors errors =
          new StatementErrors(
              context, borrow, work, namespace, limits, deadline, turn::isStopped, mayBeKept);
      Mono<Void> noted =
          context.family().mayBeKept(work, inTransaction)
              ? whereabouts.noting(connection, subscriber)
              : null;
      Outcome outcome =
          new Outcome(
              call, errors::isBorrowersDeadline, whereabouts.observed(work, namespace, subscriber));
      return new Exchange(
          plan, turn, outcome, errors, standsAlone, connection.thread(), deadline, noted);
    } catch (RuntimeException error) {
      call.fail(error);
      throw error;
    }
  }

  /** The connection was lost: what comes next begins anew, on another one. */
  Mono<Void> forgetConnection() {
    traces.forget();
    return borrow.replace();
  }

  private Plan plan(
      PhysicalConnection connection, Work work, @Nullable Namespace namespace, Limits limits) {
    if (!context.outsideTransaction()) {
      return context.family().plan(connection, transaction, work, namespace, limits);
    }
    if (namespace != null) {
      borrow.spoil();
    }
    return context.family().planAlone(connection, work, namespace, limits);
  }
}
