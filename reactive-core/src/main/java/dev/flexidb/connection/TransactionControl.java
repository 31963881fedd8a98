package dev.flexidb.connection;

import dev.flexidb.error.ClosedException;
import dev.flexidb.family.Namespace;
import dev.flexidb.family.Transaction;
import dev.flexidb.pooling.PhysicalConnection;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.IsolationLevel;
import io.r2dbc.spi.Option;
import io.r2dbc.spi.TransactionDefinition;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/**
 * The transactions of one logical connection, as its user asks for them. One that was asked for
 * begins with its first statement or savepoint.
 */
final class TransactionControl {

  private final Session session;
  private final Transaction transaction;
  private volatile boolean autoCommit = true;
  private volatile @Nullable IsolationLevel isolation;

  TransactionControl(Session session, Transaction transaction) {
    this.session = session;
    this.transaction = transaction;
  }

  /** Called before each statement: without autocommit it needs a transaction. */
  void requestUnlessAutoCommit() {
    if (!autoCommit && !transaction.isActive()) {
      request();
    }
  }

  private void request() {
    transaction.request(session.heldAsItMust(Transaction.definition(isolationAttribute())));
  }

  private Map<Option<?>, ?> isolationAttribute() {
    IsolationLevel level = isolation;
    return level == null ? Map.of() : Map.of(TransactionDefinition.ISOLATION_LEVEL, level);
  }

  Mono<Void> begin(TransactionDefinition definition) {
    return Mono.fromRunnable(
        () -> {
          session.requireOpen();
          session.requireTransactions();
          if (!transaction.isActive()) {
            boolean level = definition.getAttribute(TransactionDefinition.ISOLATION_LEVEL) != null;
            transaction.request(
                session.heldAsItMust(
                    level ? definition : Transaction.amended(definition, isolationAttribute())));
          }
        });
  }

  Mono<Void> commit() {
    return Mono.deferContextual(
        subscriber -> {
          CallDeadline deadline = CallDeadline.of(subscriber);
          return deadline == null ? commit(() -> true) : session.committing(deadline, this::commit);
        });
  }

  private Mono<Void> commit(BooleanSupplier mayBegin) {
    return end(mayBegin, session::committing);
  }

  /** What a closing database has cut off is rolled back already. */
  Mono<Void> rollback() {
    return session
        .undoing(
            end(
                () -> true,
                connection -> session.untilCutOff(Mono.from(connection.rollbackTransaction()))))
        .onErrorComplete(ClosedException.class);
  }

  private Mono<Void> end(
      BooleanSupplier mayBegin, Function<PhysicalConnection, Mono<Void>> ending) {
    return session
        .inTurn(
            false,
            connection -> {
              if (!mayBegin.getAsBoolean()) {
                return Mono.<Void>empty();
              }
              boolean sent = !transaction.isPending();
              transaction.end();
              return sent ? ending.apply(connection) : Mono.<Void>empty();
            })
        .then(Mono.fromRunnable(this::forgetUnlessBegun));
  }

  /** A transaction that never needed a connection ends here. */
  private void forgetUnlessBegun() {
    if (transaction.isPending()) {
      transaction.end();
    }
  }

  /** Work with a savepoint, in a transaction that is begun for it if there is none. */
  Mono<Void> withSavepoint(Function<Connection, Publisher<Void>> work) {
    return Mono.deferContextual(
        subscriber -> session.within(CallDeadline.of(subscriber), savepoint(work, subscriber)));
  }

  private Mono<Void> savepoint(Function<Connection, Publisher<Void>> work, ContextView subscriber) {
    session.requireTransactions();
    Namespace namespace = session.namespaceOf(subscriber);
    return session.inTurn(
        true,
        namespace,
        connection ->
            session.untilCutOff(
                begun(connection, namespace)
                    .then(Mono.defer(() -> Mono.from(work.apply(connection))))));
  }

  /** As {@link #withSavepoint}, for what undoes the statements before it. */
  Mono<Void> backToSavepoint(Function<Connection, Publisher<Void>> work) {
    return session.undoing(Mono.deferContextual(subscriber -> savepoint(work, subscriber)));
  }

  private Mono<Void> begun(PhysicalConnection connection, @Nullable Namespace namespace) {
    if (!transaction.isActive()) {
      request();
    }
    return transaction.isPending() ? session.beginTransaction(connection, namespace) : Mono.empty();
  }

  /** Whether nothing was asked for that another connection would not know of. */
  boolean isUntouched() {
    return isAutoCommit() && isolation == null;
  }

  boolean isInTransaction() {
    return transaction.isActive();
  }

  boolean isAutoCommit() {
    return autoCommit && !transaction.isActive();
  }

  Mono<Void> autoCommit(boolean newAutoCommit) {
    return Mono.defer(
        () -> {
          session.requireOpen();
          if (!newAutoCommit) {
            session.requireTransactions();
          }
          boolean ends = newAutoCommit && transaction.isActive();
          autoCommit = newAutoCommit;
          return ends ? commit() : Mono.empty();
        });
  }

  /** The level that was asked for; null for the server's own. */
  @Nullable IsolationLevel isolation() {
    return isolation;
  }

  /** For the transactions that begin from now on: it never stays behind on the server's session. */
  Mono<Void> isolation(IsolationLevel level) {
    return Mono.fromRunnable(
        () -> {
          session.requireOpen();
          isolation = level;
          transaction.amend(Map.of(TransactionDefinition.ISOLATION_LEVEL, level));
        });
  }
}
