package dev.flexidb.testing.mock;

import io.r2dbc.spi.Batch;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionMetadata;
import io.r2dbc.spi.IsolationLevel;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Statement;
import io.r2dbc.spi.TransactionDefinition;
import io.r2dbc.spi.ValidationDepth;
import io.r2dbc.spi.test.MockConnection;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A connection of {@link MockDriver}, always alive, whose state is told by what is said on it. */
final class DriverConnection implements Connection {

  private final MockDriver driver;
  private final Transactions transactions = new Transactions();
  private volatile @Nullable String schema;

  DriverConnection(MockDriver driver) {
    this.driver = driver;
  }

  /**
   * The Results of a text: those of what is ours, then the user's, once for each row of parameters.
   */
  Flux<Result> execute(String text, List<List<@Nullable Object>> rows) {
    return Flux.defer(
        () -> {
          Told told = driver.read(text);
          if (told.begins()) {
            transactions.begin();
          }
          if (told.schema() != null) {
            schema = told.schema();
          }
          Flux<Result> ours = Flux.fromIterable(told.answers()).concatMap(Answer::given);
          return told.rest().isBlank() ? ours : ours.concatWith(asked(told.rest(), rows));
        });
  }

  private Flux<Result> asked(String sql, List<List<@Nullable Object>> rows) {
    return transactions.endsBy(sql)
        ? Dialogue.DONE.given()
        : Flux.fromIterable(rows)
            .concatMap(values -> driver.ask(transactions, schema, sql, values));
  }

  @Override
  public Statement createStatement(String sql) {
    return new DriverStatement(this, sql);
  }

  @Override
  public Batch createBatch() {
    return new DriverBatch(this);
  }

  @Override
  public Publisher<Void> beginTransaction() {
    return Mono.fromRunnable(transactions::begin);
  }

  @Override
  public Publisher<Void> beginTransaction(TransactionDefinition definition) {
    return beginTransaction();
  }

  @Override
  public Publisher<Void> commitTransaction() {
    return Mono.fromRunnable(transactions::commit);
  }

  @Override
  public Publisher<Void> rollbackTransaction() {
    return Mono.fromRunnable(transactions::rollback);
  }

  @Override
  public Publisher<Void> createSavepoint(String name) {
    return Mono.fromRunnable(() -> transactions.savepoint(name));
  }

  @Override
  public Publisher<Void> releaseSavepoint(String name) {
    return Mono.empty();
  }

  @Override
  public Publisher<Void> rollbackTransactionToSavepoint(String name) {
    return Mono.fromRunnable(() -> transactions.rollbackTo(name));
  }

  @Override
  public boolean isAutoCommit() {
    return transactions.isAutoCommit();
  }

  @Override
  public Publisher<Void> setAutoCommit(boolean autoCommit) {
    return Mono.fromRunnable(autoCommit ? transactions::commit : transactions::begin);
  }

  @Override
  public ConnectionMetadata getMetadata() {
    return MockConnection.empty().getMetadata();
  }

  @Override
  public IsolationLevel getTransactionIsolationLevel() {
    return IsolationLevel.READ_COMMITTED;
  }

  @Override
  public Publisher<Void> setTransactionIsolationLevel(IsolationLevel level) {
    return Mono.empty();
  }

  @Override
  public Publisher<Void> setLockWaitTimeout(Duration timeout) {
    return Mono.empty();
  }

  @Override
  public Publisher<Void> setStatementTimeout(Duration timeout) {
    return Mono.empty();
  }

  @Override
  public Publisher<Boolean> validate(ValidationDepth depth) {
    return Mono.just(true);
  }

  @Override
  public Publisher<Void> close() {
    return rollbackTransaction();
  }
}
