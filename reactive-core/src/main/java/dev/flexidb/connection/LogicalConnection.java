package dev.flexidb.connection;

import dev.flexidb.family.Limits;
import dev.flexidb.family.Transaction;
import io.r2dbc.spi.Batch;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionMetadata;
import io.r2dbc.spi.IsolationLevel;
import io.r2dbc.spi.Statement;
import io.r2dbc.spi.TransactionDefinition;
import io.r2dbc.spi.ValidationDepth;
import java.time.Duration;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
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
  private final Sessions sessions;

  /** Whether it only takes part in a transaction that another one began and ends. */
  private final boolean guest;

  public LogicalConnection(ConnectionContext context) {
    this(context, new Sessions(context), false);
  }

  private LogicalConnection(ConnectionContext context, Sessions sessions, boolean guest) {
    this.context = context;
    this.sessions = sessions;
    this.guest = guest;
  }

  private Session session() {
    return sessions.session();
  }

  private TransactionControl transactions() {
    return sessions.transactions();
  }

  /** Whether a transaction was asked for, begun or not. */
  public boolean isInTransaction() {
    return transactions().isInTransaction();
  }

  /**
   * The same connection for one that takes part in its transaction, but neither begins nor ends one
   * and closes nothing.
   */
  public LogicalConnection takingPart() {
    return new LogicalConnection(context, sessions, true);
  }

  private TransactionControl ownTransactions() {
    if (guest) {
      throw new IllegalStateException(
          "this connection is part of a transaction that was begun elsewhere: it ends there, and"
              + " no other one begins here");
    }
    return transactions();
  }

  @Override
  public Statement createStatement(String sql) {
    session().requireOpen();
    require(sql, "sql");
    return new RecordedStatement(sql, context.family()::parametersOf, sessions::execute);
  }

  @Override
  public Batch createBatch() {
    session().requireOpen();
    return new RecordedBatch(context.family()::parametersOf, sessions::execute);
  }

  @Override
  public Mono<Void> beginTransaction() {
    return ownTransactions().begin(Transaction.definition(Map.of()));
  }

  @Override
  public Mono<Void> beginTransaction(TransactionDefinition definition) {
    require(definition, "definition");
    return ownTransactions().begin(definition);
  }

  @Override
  public Mono<Void> commitTransaction() {
    return ownTransactions().commit();
  }

  @Override
  public Mono<Void> rollbackTransaction() {
    return ownTransactions().rollback();
  }

  @Override
  public Mono<Void> createSavepoint(String name) {
    requireSavepoint(name);
    return transactions().withSavepoint(connection -> connection.createSavepoint(name));
  }

  @Override
  public Mono<Void> releaseSavepoint(String name) {
    requireSavepoint(name);
    return transactions().withSavepoint(connection -> connection.releaseSavepoint(name));
  }

  @Override
  public Mono<Void> rollbackTransactionToSavepoint(String name) {
    requireSavepoint(name);
    return transactions()
        .backToSavepoint(connection -> connection.rollbackTransactionToSavepoint(name));
  }

  private static void requireSavepoint(String name) {
    require(name, "name");
    SavepointName.requirePlain(name);
  }

  @Override
  public boolean isAutoCommit() {
    session().requireOpen();
    return transactions().isAutoCommit();
  }

  /** Turned on, it commits what is open, as the SPI asks. */
  @Override
  public Mono<Void> setAutoCommit(boolean newAutoCommit) {
    return ownTransactions().autoCommit(newAutoCommit);
  }

  @Override
  public IsolationLevel getTransactionIsolationLevel() {
    session().requireOpen();
    IsolationLevel level = transactions().isolation();
    return level == null ? context.family().defaultIsolation() : level;
  }

  /** For the transactions that begin from now on. */
  @Override
  public Mono<Void> setTransactionIsolationLevel(IsolationLevel level) {
    require(level, "the isolation level");
    return transactions().isolation(level);
  }

  /**
   * For the statements that are subscribed to from now on; nothing is sent until then, and it never
   * stays behind on the server's session. Zero is no limit. The MySQL family counts in whole
   * seconds.
   */
  @Override
  public Mono<Void> setLockWaitTimeout(Duration timeout) {
    requireLimit(timeout);
    return limited(limits -> limits.withLockWait(timeout));
  }

  /** As {@link #setLockWaitTimeout}. On MySQL it holds for SELECT alone. */
  @Override
  public Mono<Void> setStatementTimeout(Duration timeout) {
    requireLimit(timeout);
    return limited(limits -> limits.withStatement(timeout));
  }

  private Mono<Void> limited(UnaryOperator<Limits> change) {
    return Mono.fromRunnable(
        () -> {
          session().requireOpen();
          session().limit(change);
        });
  }

  private static void requireLimit(Duration timeout) {
    require(timeout, "timeout");
    if (timeout.isNegative()) {
      throw new IllegalArgumentException("timeout must not be negative, and is " + timeout);
    }
    Limits.requireFit(timeout);
  }

  @Override
  public ConnectionMetadata getMetadata() {
    session().requireOpen();
    return session().borrow().isHeld()
        ? session().borrow().connection().getMetadata()
        : new UnconnectedMetadata(context.family().product());
  }

  /**
   * LOCAL asks nobody while there is no physical connection; REMOTE borrows one. False where the
   * deadline of the subscriber passes.
   */
  @Override
  public Mono<Boolean> validate(ValidationDepth depth) {
    require(depth, "depth");
    return Mono.deferContextual(
        subscriber ->
            session()
                .within(
                    CallDeadline.of(subscriber),
                    session()
                        .inTurn(
                            depth == ValidationDepth.REMOTE,
                            connection ->
                                session().untilCutOff(Mono.from(connection.validate(depth)))))
                .defaultIfEmpty(true)
                .onErrorReturn(false));
  }

  @Override
  public Mono<Void> close() {
    return guest ? Mono.empty() : sessions.close();
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
