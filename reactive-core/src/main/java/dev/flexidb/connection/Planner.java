package dev.flexidb.connection;

import dev.flexidb.batch.Guard;
import dev.flexidb.family.Limits;
import dev.flexidb.family.Namespace;
import dev.flexidb.family.Plan;
import dev.flexidb.family.Transaction;
import dev.flexidb.family.Work;
import dev.flexidb.pooling.PhysicalConnection;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Plans the statements of one borrow, with what each may leave behind and what its errors mean. */
final class Planner {

  private final ConnectionContext context;
  private final Transaction transaction;
  private final Borrow borrow;
  private final SessionTraces traces;

  Planner(ConnectionContext context, Transaction transaction, Borrow borrow) {
    this.context = context;
    this.transaction = transaction;
    this.borrow = borrow;
    this.traces = new SessionTraces(context, borrow);
  }

  /**
   * The call is the exchange's to end, or has failed where an error comes instead.
   *
   * @param noting asked where the work may be kept: what is to come behind it; null for nothing
   */
  Exchange exchange(
      Work work,
      @Nullable Namespace namespace,
      Limits limits,
      @Nullable CallDeadline deadline,
      StatementQueue.Turn turn,
      Guard.Call call,
      Function<PhysicalConnection, @Nullable Mono<Void>> noting) {
    PhysicalConnection connection = borrow.connection();
    try {
      traces.note(work, namespace);
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
          context.family().mayBeKept(work, inTransaction) ? noting.apply(connection) : null;
      return new Exchange(
          plan, turn, call, errors, standsAlone, connection.thread(), deadline, noted);
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
