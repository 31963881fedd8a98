package dev.flexidb.connection;

import dev.flexidb.family.Namespace;
import dev.flexidb.family.Transaction;
import dev.flexidb.family.Work;
import dev.flexidb.pooling.PhysicalConnection;
import io.r2dbc.spi.Batch;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionMetadata;
import io.r2dbc.spi.IsolationLevel;
import io.r2dbc.spi.Option;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Statement;
import io.r2dbc.spi.TransactionDefinition;
import io.r2dbc.spi.ValidationDepth;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A connection as its user sees it. It borrows a physical connection at its first statement, puts
 * each statement into its subscriber's tenant, and begins a transaction with the transaction's
 * first statement; an empty transaction sends nothing.
 *
 * <p>Safe to use from many threads; statements run one at a time, in the order of their
 * subscription. After {@link #close()} everything fails with {@link IllegalStateException} and
 * sends nothing; a second close does nothing.
 */
public final class LogicalConnection implements Connection {

  private final ConnectionContext context;
  private final Transaction transaction = new Transaction();
  private final Session session;
  private volatile boolean autoCommit = true;
  private volatile @Nullable IsolationLevel isolation;

  public LogicalConnection(ConnectionContext context) {
    this.context = context;
    this.session = new Session(context, transaction);
  }

  @Override
  public Statement createStatement(String sql) {
    requireOpen();
    require(sql, "sql");
    return new RecordedStatement(sql, context.family()::parametersOf, this::execute);
  }

  @Override
  public Batch createBatch() {
    requireOpen();
    return new RecordedBatch(context.family()::parametersOf, this::execute);
  }

  private Flux<Result> execute(Work work) {
    return session.execute(work, this::requestUnlessAutoCommit);
  }

  private void requestUnlessAutoCommit() {
    if (!autoCommit && !transaction.isActive()) {
      transaction.request(Transaction.definition(isolationAttribute()));
    }
  }

  @Override
  public Mono<Void> beginTransaction() {
    return beginTransaction(Transaction.definition(Map.of()));
  }

  @Override
  public Mono<Void> beginTransaction(TransactionDefinition definition) {
    require(definition, "definition");
    return Mono.fromRunnable(
        () -> {
          requireOpen();
          if (!transaction.isActive()) {
            boolean level = definition.getAttribute(TransactionDefinition.ISOLATION_LEVEL) != null;
            transaction.request(
                level ? definition : Transaction.amended(definition, isolationAttribute()));
          }
        });
  }

  private Map<Option<?>, ?> isolationAttribute() {
    IsolationLevel level = isolation;
    return level == null ? Map.of() : Map.of(TransactionDefinition.ISOLATION_LEVEL, level);
  }

  @Override
  public Mono<Void> commitTransaction() {
    return endTransaction(
        connection -> session.committing(connection, Mono.from(connection.commitTransaction())));
  }

  @Override
  public Mono<Void> rollbackTransaction() {
    return session.undoing(
        endTransaction(connection -> Mono.from(connection.rollbackTransaction())));
  }

  private Mono<Void> endTransaction(Function<PhysicalConnection, Mono<Void>> ending) {
    return session
        .inTurn(
            false,
            connection -> {
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

  @Override
  public Mono<Void> createSavepoint(String name) {
    return onSavepoint(name, connection -> connection.createSavepoint(name));
  }

  @Override
  public Mono<Void> releaseSavepoint(String name) {
    return onSavepoint(name, connection -> connection.releaseSavepoint(name));
  }

  @Override
  public Mono<Void> rollbackTransactionToSavepoint(String name) {
    return session.undoing(
        onSavepoint(name, connection -> connection.rollbackTransactionToSavepoint(name)));
  }

  private Mono<Void> onSavepoint(String name, Function<Connection, Publisher<Void>> work) {
    require(name, "name");
    SavepointName.requirePlain(name);
    return Mono.deferContextual(
        subscriber -> {
          Namespace namespace = session.namespaceOf(subscriber);
          return session.inTurn(
              true,
              connection ->
                  begun(connection, namespace)
                      .then(Mono.defer(() -> Mono.from(work.apply(connection)))));
        });
  }

  private Mono<Void> begun(PhysicalConnection connection, @Nullable Namespace namespace) {
    if (!transaction.isActive()) {
      transaction.request(Transaction.definition(isolationAttribute()));
    }
    return transaction.isPending() ? session.beginTransaction(connection, namespace) : Mono.empty();
  }

  @Override
  public boolean isAutoCommit() {
    requireOpen();
    return autoCommit && !transaction.isActive();
  }

  /** Turned on, it commits what is open, as the SPI asks. */
  @Override
  public Mono<Void> setAutoCommit(boolean newAutoCommit) {
    return Mono.defer(
        () -> {
          requireOpen();
          boolean ends = newAutoCommit && transaction.isActive();
          autoCommit = newAutoCommit;
          return ends ? commitTransaction() : Mono.empty();
        });
  }

  @Override
  public IsolationLevel getTransactionIsolationLevel() {
    requireOpen();
    IsolationLevel level = isolation;
    return level == null ? context.family().defaultIsolation() : level;
  }

  /** For the transactions that begin from now on: it never stays behind on the server's session. */
  @Override
  public Mono<Void> setTransactionIsolationLevel(IsolationLevel level) {
    require(level, "the isolation level");
    return Mono.fromRunnable(
        () -> {
          requireOpen();
          isolation = level;
          transaction.amend(Map.of(TransactionDefinition.ISOLATION_LEVEL, level));
        });
  }

  @Override
  public Mono<Void> setLockWaitTimeout(Duration timeout) {
    require(timeout, "timeout");
    return onSession(connection -> connection.setLockWaitTimeout(timeout));
  }

  @Override
  public Mono<Void> setStatementTimeout(Duration timeout) {
    require(timeout, "timeout");
    return onSession(connection -> connection.setStatementTimeout(timeout));
  }

  /** The setting stays on the server's session, so no other borrower may get the connection. */
  private Mono<Void> onSession(Function<Connection, Publisher<Void>> setting) {
    return session.inTurn(
        true,
        connection -> {
          session.borrow().spoil();
          return Mono.from(setting.apply(connection));
        });
  }

  @Override
  public ConnectionMetadata getMetadata() {
    requireOpen();
    return session.borrow().isHeld()
        ? session.borrow().connection().getMetadata()
        : new UnconnectedMetadata(context.family().product());
  }

  /** LOCAL asks nobody while there is no physical connection; REMOTE borrows one. */
  @Override
  public Mono<Boolean> validate(ValidationDepth depth) {
    require(depth, "depth");
    return Mono.defer(
        () ->
            session
                .inTurn(
                    depth == ValidationDepth.REMOTE,
                    connection -> Mono.from(connection.validate(depth)))
                .defaultIfEmpty(true)
                .onErrorReturn(false));
  }

  @Override
  public Mono<Void> close() {
    return session.close();
  }

  private void requireOpen() {
    if (session.isClosed()) {
      throw Session.closedError();
    }
  }

  private static void require(@Nullable Object argument, String name) {
    if (argument == null) {
      throw new IllegalArgumentException(name + " must not be null");
    }
  }

  private record UnconnectedMetadata(String product) implements ConnectionMetadata {
    @Override
    public String getDatabaseProductName() {
      return product;
    }

    @Override
    public String getDatabaseVersion() {
      return "";
    }
  }
}
