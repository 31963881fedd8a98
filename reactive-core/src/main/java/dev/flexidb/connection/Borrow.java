package dev.flexidb.connection;

import dev.flexidb.error.ClosedException;
import dev.flexidb.error.ConnectionLostException;
import dev.flexidb.family.DatabaseFamily;
import dev.flexidb.family.Transaction;
import dev.flexidb.pooling.Lease;
import dev.flexidb.pooling.PhysicalConnection;
import io.r2dbc.spi.R2dbcException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * The physical connection of one session, from its first need to its return. Taken in the session's
 * turn; given back once.
 */
final class Borrow {

  private final Duration drainTimeout;
  private volatile @Nullable Lease lease;
  private final Sinks.Empty<Void> ended = Sinks.empty();
  private volatile boolean spoiled;
  private volatile boolean evicted;
  private volatile @Nullable Mono<Void> reset;
  private boolean over;
  private @Nullable Mono<Lease> taking;

  /**
   * @param drainTimeout how long the server may take to end what nobody wants any more, before its
   *     connection is closed
   */
  Borrow(Duration drainTimeout) {
    this.drainTimeout = drainTimeout;
  }

  boolean isHeld() {
    return lease != null;
  }

  PhysicalConnection connection() {
    Lease held = lease;
    if (held == null) {
      throw new IllegalStateException("no connection was borrowed yet");
    }
    return held.connection();
  }

  /**
   * Borrows, unless that is done. There is one attempt at a time, which goes on when its subscriber
   * cancels: the next one joins it, or two connections would be borrowed and one forgotten.
   *
   * @param source of the connection, where there is no attempt yet
   */
  synchronized Mono<PhysicalConnection> take(Mono<Lease> source) {
    Lease held = lease;
    if (held != null) {
      return Mono.just(held.connection());
    }
    Mono<Lease> attempt = taking;
    if (attempt == null) {
      attempt =
          source
              .doOnNext(this::keep)
              .takeUntilOther(ended.asMono())
              .switchIfEmpty(Mono.error(Session::closedError))
              .doOnError(failed -> forgetAttempt())
              .cache();
      taking = attempt;
    }
    return attempt.map(Lease::connection);
  }

  /** Whether nothing was left on the connection that the next statement may count on. */
  boolean isAsGoodAsNew() {
    return !spoiled && reset == null && connection().isAutoCommit();
  }

  /** Lets go of a connection that was lost, so that the next need borrows another one. */
  Mono<Void> replace() {
    return Mono.defer(
        () -> {
          Lease lost = forget();
          return lost == null ? Mono.empty() : lost.destroy();
        });
  }

  private synchronized @Nullable Lease forget() {
    Lease held = lease;
    if (!over) {
      lease = null;
      taking = null;
      spoiled = false;
      reset = null;
    }
    return over ? null : held;
  }

  private synchronized void forgetAttempt() {
    taking = null;
  }

  /** Called while the lease is handed over: whatever becomes of the subscriber, it has an owner. */
  private void keep(Lease acquired) {
    synchronized (this) {
      if (!over) {
        lease = acquired;
        return;
      }
    }
    acquired.release().subscribe(done -> {}, poolIsClosed -> {});
    throw Session.closedError();
  }

  /** No other borrower may get the connection. */
  void spoil() {
    spoiled = true;
  }

  /** The session needs this before another borrower may get the connection. */
  void resetWith(Mono<Void> newReset) {
    reset = newReset;
  }

  /** The database closes: nothing more is sent, and what is lost is lost by that. */
  void evict() {
    evicted = true;
  }

  boolean isEvicted() {
    return evicted;
  }

  /** An error, in the words of a closing database where it comes from its end. */
  Throwable toldIfEvicted(ConnectionContext context, Throwable error) {
    return evicted && isEndOfWork(context.family(), error)
        ? ClosedException.ofWork(context.database(), error)
        : error;
  }

  private static boolean isEndOfWork(DatabaseFamily family, Throwable error) {
    return error instanceof ConnectionLostException
        || (error instanceof R2dbcException told
            && (family.saysConnectionEnds(told) || family.saysStatementTimeout(told)));
  }

  /** A connection to the same server beside the pool. */
  Mono<Lease> another() {
    Lease held = lease;
    return held == null ? Mono.empty() : held.another();
  }

  /** Closes the connection, whatever runs on it. */
  Mono<Void> destroy() {
    Lease held = lease;
    return held == null ? Mono.empty() : held.destroy();
  }

  /** Gives the connection back once it is this turn, with nothing left on it, or closes it. */
  Mono<Void> giveBack(StatementQueue.Turn last, Transaction transaction) {
    Lease held = end();
    ended.tryEmitEmpty();
    if (held == null) {
      return Mono.empty();
    }
    long begun = System.nanoTime();
    return clean(last, held.connection(), transaction)
        .then(Mono.defer(() -> spoiled ? held.destroy() : releaseReset(held, reset, begun)))
        .onErrorResume(doubt -> held.destroy());
  }

  /**
   * Gives the connection back because the next statement needs another one. It is that statement's
   * turn, and no transaction is open. It happens at once, whoever waits for it.
   */
  Mono<Void> leave() {
    Mono<Void> left = leaving().cache();
    left.subscribe(done -> {}, poolIsClosed -> {});
    return left;
  }

  private synchronized Mono<Void> leaving() {
    Lease held = lease;
    if (held == null || over) {
      return Mono.empty();
    }
    Mono<Void> left = spoiled ? held.destroy() : releaseReset(held, reset, System.nanoTime());
    lease = null;
    taking = null;
    spoiled = false;
    reset = null;
    return left;
  }

  /** Most often there is nothing to do, and no limit needed. */
  private Mono<Void> clean(
      StatementQueue.Turn last, PhysicalConnection connection, Transaction transaction) {
    return last.isGranted() && !isOpen(connection, transaction)
        ? Mono.empty()
        : last.granted()
            .then(Mono.defer(() -> leaveClean(connection, transaction)))
            .timeout(drainTimeout);
  }

  /** Nobody waits for the reset; the pool gets the connection when it is done. */
  private Mono<Void> releaseReset(Lease held, @Nullable Mono<Void> needed, long begun) {
    if (needed == null) {
      return held.release();
    }
    needed
        .timeout(drainTimeout.minusNanos(System.nanoTime() - begun))
        .then(held.release())
        .onErrorResume(doubt -> held.destroy())
        .subscribe(done -> {}, poolIsClosed -> {});
    return Mono.empty();
  }

  private synchronized @Nullable Lease end() {
    over = true;
    return lease;
  }

  /** Rolls back whatever is open: ours, the user's BEGIN, and what nobody can tell. */
  private static Mono<Void> leaveClean(PhysicalConnection connection, Transaction transaction) {
    return isOpen(connection, transaction)
        ? Mono.from(connection.rollbackTransaction())
        : Mono.empty();
  }

  private static boolean isOpen(PhysicalConnection connection, Transaction transaction) {
    return transaction.isOpen() || !connection.isAutoCommit();
  }
}
