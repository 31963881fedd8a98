package dev.flexidb.connection;

import dev.flexidb.error.ClosedException;
import dev.flexidb.error.CommitOutcomeUnknownException;
import dev.flexidb.error.DeadlineExceededException;
import dev.flexidb.error.DeadlineExceededException.WaitedFor;
import dev.flexidb.error.TransactionRefusedException;
import dev.flexidb.error.UnknownSchemaException;
import dev.flexidb.error.WriteRefusedException;
import dev.flexidb.family.Limits;
import dev.flexidb.family.Namespace;
import dev.flexidb.family.Plan;
import dev.flexidb.family.Work;
import dev.flexidb.pooling.PhysicalConnection;
import io.r2dbc.spi.R2dbcException;
import java.time.Duration;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import reactor.core.Exceptions;
import reactor.core.publisher.Mono;

/**
 * Says in our own words what goes wrong with one statement, and notes what that means for its
 * connection.
 */
final class StatementErrors {

  /** How far the server's timer may be ahead: it counts in milliseconds. */
  private static final Duration AHEAD = Duration.ofMillis(5);

  private final ConnectionContext context;
  private final Borrow borrow;
  private final @Nullable Work work;
  private final @Nullable Namespace namespace;
  private final Limits limits;
  private final @Nullable CallDeadline deadline;
  private final BooleanSupplier stoppedByUs;
  private final BooleanSupplier mayBeKept;
  private volatile boolean sent;

  /**
   * @param work the statement; null for what is none
   * @param limits of the connection
   * @param deadline of the caller; null for none
   * @param stoppedByUs whether an error says no more than that we stopped the statement
   * @param mayBeKept whether the server may keep what the statement changed although its answer is
   *     lost
   */
  StatementErrors(
      ConnectionContext context,
      Borrow borrow,
      @Nullable Work work,
      @Nullable Namespace namespace,
      Limits limits,
      @Nullable CallDeadline deadline,
      BooleanSupplier stoppedByUs,
      BooleanSupplier mayBeKept) {
    this.context = context;
    this.borrow = borrow;
    this.work = work;
    this.namespace = namespace;
    this.limits = limits;
    this.deadline = deadline;
    this.stoppedByUs = stoppedByUs;
    this.mayBeKept = mayBeKept;
  }

  /** The statement leaves now, if the driver does not know better. */
  void sending() {
    sent = !borrow.connection().isLost();
  }

  /** Of what we sent in front of the user's statement. */
  Throwable ofPrelude(Throwable error) {
    Throwable told = ofWork(error);
    return namespace != null && context.family().saysUnknownSchema(told)
        ? new UnknownSchemaException(context.database(), namespace.first(), told)
        : told;
  }

  /** Of the user's statement. */
  Throwable ofWork(Throwable wrapped) {
    // The drivers' windows wrap what they pass on.
    Throwable error = Exceptions.unwrap(wrapped);
    borrow.connection().schema(null);
    if (!stoppedByUs.getAsBoolean()
        && error instanceof R2dbcException told
        && context.family().saysConnectionEnds(told)) {
      borrow.spoil();
    }
    if (deadline != null && isOfDeadline(error, deadline)) {
      return deadline.exceeded(context, WaitedFor.ANSWER, false, error);
    }
    if (namespace != null
        && work != null
        && error instanceof R2dbcException told
        && context.family().saysTransactionRefused(told, work)) {
      return new TransactionRefusedException(context.database(), told);
    }
    if (error instanceof R2dbcException told && context.family().saysReadOnly(told)) {
      return writeRefused(told);
    }
    return borrow.toldIfEvicted(
        context, LostAnswer.told(context, borrow.connection(), error, this::mayBeKept));
  }

  /** A server that became a standby is left: another one may be the primary by now. */
  private WriteRefusedException writeRefused(R2dbcException told) {
    if (!limits.readOnly()) {
      borrow.spoil();
    }
    return new WriteRefusedException(context.database(), limits.readOnly(), told);
  }

  /** Whether the server may keep what it does not answer for any more. */
  boolean mayBeKept() {
    return sent && mayBeKept.getAsBoolean();
  }

  /**
   * What whoever waits for the statement is told when its database closes meanwhile.
   *
   * @param committing whether a COMMIT behind it may be on its way
   */
  Throwable ofEviction(boolean committing) {
    return unlessMayBeKept(committing, ClosedException.ofWork(context.database(), null));
  }

  /** Why nobody waits for the statement any more, which is no answer where it may be kept. */
  Throwable unlessMayBeKept(boolean committing, Throwable ended) {
    return committing || mayBeKept()
        ? new CommitOutcomeUnknownException(context.database(), committing, ended)
        : ended;
  }

  /** Whether a message of the server says that something went wrong. */
  boolean isError(R2dbcException message) {
    return !context.family().isNotice(message);
  }

  /** Whether only the server can tell what the error means. */
  boolean isInDoubt(Throwable error) {
    return namespace != null
        && error instanceof R2dbcException told
        && context.family().maySayUnknownSchema(told);
  }

  /** What the server says of an error in doubt, if that is anything new; never an error. */
  Mono<Throwable> explained(Throwable error) {
    Namespace sought = namespace;
    if (sought == null) {
      return Mono.empty();
    }
    return context
        .family()
        .find(borrow.connection(), sought)
        .then(Mono.<Throwable>empty())
        .onErrorResume(
            answer ->
                context.family().saysUnknownSchema(answer)
                    ? Mono.just(
                        new UnknownSchemaException(context.database(), sought.first(), error))
                    : Mono.empty());
  }

  /** The server was told what is left of the deadline, and may be ahead of our own timer. */
  private boolean isOfDeadline(Throwable error, CallDeadline passed) {
    return passed.comesBefore(AHEAD)
        && error instanceof R2dbcException told
        && context.family().saysStatementTimeout(told);
  }

  /** What the caller is told where the server has not answered in time. */
  Throwable exceeded(CallDeadline passed) {
    return passed.exceeded(context, WaitedFor.ANSWER, mayBeKept(), null);
  }

  /** What the caller is told where the server has not answered this statement's COMMIT in time. */
  Throwable commitExceeded(CallDeadline passed) {
    return passed.commitExceeded(context);
  }

  /** Whether it is a limit of time that the borrower has set, or its caller. */
  boolean isBorrowersDeadline(Throwable error) {
    if (error instanceof DeadlineExceededException) {
      return true;
    }
    return !Objects.equals(limits.statement(), context.limits().statement())
        && error instanceof R2dbcException told
        && context.family().saysStatementTimeout(told);
  }

  /** What comes behind the statement. */
  Mono<Void> ending(Plan.Ending ending, boolean succeeded) {
    Mono<Void> commit = ending.commit();
    Mono<Void> kept =
        commit == null ? Mono.empty() : committing(context, borrow.connection(), commit);
    return (succeeded ? kept : ending.failure()).doOnError(doubt -> borrow.spoil());
  }

  /** A COMMIT on its way; whether it can have reached the server is seen when it leaves. */
  static Mono<Void> committing(
      ConnectionContext context, PhysicalConnection connection, Mono<Void> commit) {
    return Mono.defer(
        () -> {
          boolean sent = !connection.isLost();
          return commit.onErrorMap(error -> LostAnswer.ofCommit(context, connection, error, sent));
        });
  }
}
