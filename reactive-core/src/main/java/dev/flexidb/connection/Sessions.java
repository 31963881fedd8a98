package dev.flexidb.connection;

import dev.flexidb.family.Limits;
import dev.flexidb.family.Transaction;
import dev.flexidb.family.Work;
import io.r2dbc.spi.Result;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The session of a logical connection, and the second one that takes its place where the first read
 * was answered by another server. Thread-safe.
 */
final class Sessions {

  private final ConnectionContext context;
  private volatile Line current;

  /** What was begun beside the first one, with which it is closed. */
  private volatile @Nullable Line second;

  /** Statements that were subscribed to. */
  private final AtomicInteger statements = new AtomicInteger();

  /** One session and its transactions. */
  private record Line(Session session, TransactionControl transactions) {}

  Sessions(ConnectionContext context) {
    this.context = context;
    this.current = line();
  }

  private Line line() {
    Transaction transaction = new Transaction();
    Session session = new Session(context, transaction);
    return new Line(session, new TransactionControl(session, transaction));
  }

  Session session() {
    return current.session;
  }

  TransactionControl transactions() {
    return current.transactions;
  }

  Flux<Result> execute(Work work) {
    if (!context.readOnly() || !context.router().isHedged()) {
      return session().execute(work, transactions()::requestUnlessAutoCommit);
    }
    return Flux.defer(
        () ->
            statements.getAndIncrement() == 0 && mayBeHedged(work)
                ? hedged(work)
                : session().execute(work, transactions()::requestUnlessAutoCommit));
  }

  /** Only what reads, stands alone, and has nothing before it on its connection. */
  private boolean mayBeHedged(Work work) {
    return !session().borrow().isHeld()
        && transactions().isUntouched()
        && work.runsOnce()
        && isOneText(work)
        && !context.family().mayBeKept(work, false);
  }

  private static boolean isOneText(Work work) {
    int end = work.sql().indexOf(';');
    return end < 0 || end == work.sql().stripTrailing().length() - 1;
  }

  private Flux<Result> hedged(Work work) {
    context.router().hedges().read();
    return Flux.just(
        new HedgedResult(
            new Hedge(context.router(), work, session(), this::another, this::goOnWith)));
  }

  private boolean isShared() {
    return statements.get() > 1 || !transactions().isUntouched();
  }

  /** Null where another statement uses the first one by now. */
  private @Nullable Session another() {
    if (isShared()) {
      return null;
    }
    Line other = line();
    Limits limits = session().limits();
    other.session.limit(none -> limits);
    second = other;
    return other.session;
  }

  /** Where somebody else uses the first session by now, the second answers this statement alone. */
  private void goOnWith(Session winner) {
    Line other = second;
    if (other == null) {
      return;
    }
    if (winner != other.session) {
      closeUnawaited(other.session);
    } else if (!isShared()) {
      Session lost = session();
      current = other;
      closeUnawaited(lost);
    }
  }

  /** Nobody waits for the server of the one that lost. */
  private static void closeUnawaited(Session session) {
    session.close().subscribe(done -> {}, alreadyGone -> {});
  }

  Mono<Void> close() {
    return Mono.defer(
        () -> {
          Line other = second;
          return other == null
              ? session().close()
              : Mono.when(session().close(), other.session.close());
        });
  }
}
