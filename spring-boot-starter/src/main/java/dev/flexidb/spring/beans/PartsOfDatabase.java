package dev.flexidb.spring.beans;

import dev.flexidb.Database;
import org.springframework.r2dbc.connection.R2dbcTransactionManager;
import org.springframework.r2dbc.core.DatabaseClient;

/** What a {@link Database} has that is a bean of its own. */
final class PartsOfDatabase {

  private PartsOfDatabase() {}

  static DatabaseClient client(Database database) {
    return database.client();
  }

  static R2dbcTransactionManager transactionManager(Database database) {
    return (R2dbcTransactionManager) database.transactionManager();
  }
}
