package dev.flexidb.benchmarks.memory;

import io.r2dbc.spi.Batch;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionMetadata;
import io.r2dbc.spi.IsolationLevel;
import io.r2dbc.spi.Statement;
import io.r2dbc.spi.TransactionDefinition;
import io.r2dbc.spi.ValidationDepth;
import java.time.Duration;
import reactor.core.publisher.Mono;

/** Its transactions are always over: what begins one as text leaves autocommit on. */
final class MemoryConnection implements Connection, ConnectionMetadata {

  @Override
  public Statement createStatement(String sql) {
    return new MemoryStatement(sql);
  }

  @Override
  public Batch createBatch() {
    throw new UnsupportedOperationException("no batches here");
  }

  @Override
  public Mono<Void> beginTransaction() {
    return Mono.empty();
  }

  @Override
  public Mono<Void> beginTransaction(TransactionDefinition definition) {
    return Mono.empty();
  }

  @Override
  public Mono<Void> commitTransaction() {
    return Mono.empty();
  }

  @Override
  public Mono<Void> rollbackTransaction() {
    return Mono.empty();
  }

  @Override
  public Mono<Void> createSavepoint(String name) {
    return Mono.empty();
  }

  @Override
  public Mono<Void> releaseSavepoint(String name) {
    return Mono.empty();
  }

  @Override
  public Mono<Void> rollbackTransactionToSavepoint(String name) {
    return Mono.empty();
  }

  @Override
  public Mono<Void> setAutoCommit(boolean autoCommit) {
    return Mono.empty();
  }

  @Override
  public Mono<Void> setLockWaitTimeout(Duration timeout) {
    return Mono.empty();
  }

  @Override
  public Mono<Void> setStatementTimeout(Duration timeout) {
    return Mono.empty();
  }

  @Override
  public Mono<Void> setTransactionIsolationLevel(IsolationLevel level) {
    return Mono.empty();
  }

  @Override
  public Mono<Boolean> validate(ValidationDepth depth) {
    return Mono.just(true);
  }

  @Override
  public Mono<Void> close() {
    return Mono.empty();
  }

  @Override
  public boolean isAutoCommit() {
    return true;
  }

  @Override
  public IsolationLevel getTransactionIsolationLevel() {
    return IsolationLevel.READ_COMMITTED;
  }

  @Override
  public ConnectionMetadata getMetadata() {
    return this;
  }

  @Override
  public String getDatabaseProductName() {
    return MemoryFactory.PRODUCT;
  }

  @Override
  public String getDatabaseVersion() {
    return "18";
  }
}
