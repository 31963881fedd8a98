package dev.flexidb.examples;

import static dev.flexidb.tenant.TenantContext.withSchema;
import static dev.flexidb.tenant.TenantContext.withoutSchema;

import dev.flexidb.Database;
import dev.flexidb.DatabaseConfig;
import dev.flexidb.PoolConfig;
import dev.flexidb.ReactiveFlexiDb;
import dev.flexidb.Tenancy;
import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.DatabaseServers;
import dev.flexidb.embedded.TestDatabase;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Does the tenant stay in a transaction, whether it commits, rolls back or fails?
 *
 * <p>Yes: each statement runs in the schema that its Context names, and nothing of it stays on the
 * connection. The pool here has one connection, so that all of this happens on the same one.
 */
public final class TenantInTransaction {

  private TenantInTransaction() {}

  public static void main(String[] args) {
    try (TestDatabase database = DatabaseServers.shared(DatabaseKind.POSTGRESQL).createDatabase()) {
      run(database.r2dbcUrl()).doOnNext(System.out::println).blockLast();
    }
  }

  static Flux<String> run(String url) {
    return Flux.usingWhen(
        Mono.fromSupplier(() -> open(url)), db -> tell(db.get("orders")), ReactiveFlexiDb::close);
  }

  private static ReactiveFlexiDb open(String url) {
    return ReactiveFlexiDb.builder()
        .database(
            "orders",
            DatabaseConfig.of(url)
                .withTenancy(Tenancy.schemaPerTenant())
                .withPool(PoolConfig.DEFAULTS.withMaxSize(1)))
        .build();
  }

  private static Flux<String> tell(Database orders) {
    return Flux.concat(
        createTenant(orders, "bluebird_books"),
        createTenant(orders, "harbor_coffee"),
        commit(orders).contextWrite(withSchema("bluebird_books")),
        rollBack(orders).contextWrite(withSchema("harbor_coffee")),
        fail(orders).contextWrite(withSchema("bluebird_books")),
        count(orders.client()).contextWrite(withSchema("bluebird_books")),
        count(orders.client()).contextWrite(withSchema("harbor_coffee")));
  }

  private static Mono<String> createTenant(Database orders, String schema) {
    return orders
        .sql("CREATE SCHEMA " + schema)
        .then()
        .contextWrite(withoutSchema())
        .then(orders.sql("CREATE TABLE purchase (id int PRIMARY KEY)").then())
        .contextWrite(withSchema(schema))
        .then(Mono.empty());
  }

  /** Completing commits. */
  private static Flux<String> commit(Database orders) {
    return orders
        .inTransaction(client -> insert(client, 1).then(count(client)))
        .map("committed: "::concat);
  }

  /** With Spring's operator the work may decide. */
  private static Flux<String> rollBack(Database orders) {
    return TransactionalOperator.create(orders.transactionManager())
        .execute(
            transaction -> {
              transaction.setRollbackOnly();
              return insert(orders.client(), 1).then(count(orders.client()));
            })
        .map("to be rolled back: "::concat);
  }

  /** An error rolls back, here of the second statement, and with it the first. */
  private static Flux<String> fail(Database orders) {
    return orders
        .inTransaction(
            client -> insert(client, 2).then(insert(client, 1)).thenReturn("not reached"))
        .onErrorResume(error -> Mono.just("rolled back by a " + error.getClass().getSimpleName()));
  }

  private static Mono<Long> insert(DatabaseClient client, int id) {
    return client
        .sql("INSERT INTO purchase (id) VALUES (:id)")
        .bind("id", id)
        .fetch()
        .rowsUpdated();
  }

  private static Mono<String> count(DatabaseClient client) {
    return client
        .sql("SELECT current_schema() || ' has ' || count(*) FROM purchase")
        .mapValue(String.class)
        .one();
  }
}
