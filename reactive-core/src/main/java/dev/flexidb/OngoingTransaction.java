package dev.flexidb;

import dev.flexidb.connection.LogicalConnection;
import org.springframework.r2dbc.connection.ConnectionFactoryUtils;
import org.springframework.transaction.NoTransactionException;
import org.springframework.transaction.reactive.TransactionSynchronizationManager;
import reactor.core.publisher.Mono;

/** The transaction of Spring's that the subscriber is in. */
final class OngoingTransaction {

  private OngoingTransaction() {}

  /**
   * A connection that takes part in the database's transaction; empty where there is none. What is
   * bound without a transaction is the view's for writing, and stays that.
   */
  static Mono<LogicalConnection> of(Database database) {
    return TransactionSynchronizationManager.forCurrentTransaction()
        .onErrorComplete(NoTransactionException.class)
        .filter(bound -> bound.hasResource(database))
        .flatMap(bound -> ConnectionFactoryUtils.getConnection(database))
        .ofType(LogicalConnection.class)
        .filter(LogicalConnection::isInTransaction)
        .map(LogicalConnection::takingPart);
  }
}
