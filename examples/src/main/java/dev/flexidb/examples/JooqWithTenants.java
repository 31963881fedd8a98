package dev.flexidb.examples;

import static dev.flexidb.tenant.TenantContext.withSchema;
import static dev.flexidb.tenant.TenantContext.withoutSchema;

import dev.flexidb.Database;
import dev.flexidb.DatabaseConfig;
import dev.flexidb.ReactiveFlexiDb;
import dev.flexidb.Tenancy;
import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.DatabaseServers;
import dev.flexidb.embedded.TestDatabase;
import dev.flexidb.tenant.SchemaName;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * How do I use jOOQ with tenants?
 *
 * <p>jOOQ 3.19 does not hand the Reactor Context on, so it is given a view of the database that is
 * pinned to the tenant; the view is cheap and shares the pool.
 */
public final class JooqWithTenants {

  private JooqWithTenants() {}

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
        .database("orders", DatabaseConfig.of(url).withTenancy(Tenancy.schemaPerTenant()))
        .build();
  }

  private static Flux<String> tell(Database orders) {
    return Flux.concat(
        createTenant(orders, "bluebird_books", 2),
        createTenant(orders, "harbor_coffee", 5),
        countOrders(orders, new SchemaName("bluebird_books")),
        countOrders(orders, new SchemaName("harbor_coffee")));
  }

  private static Mono<String> createTenant(Database orders, String schema, int rows) {
    return orders
        .sql("CREATE SCHEMA " + schema)
        .then()
        .contextWrite(withoutSchema())
        .then(
            orders
                .sql("CREATE TABLE purchase AS SELECT generate_series(1, %d) AS id".formatted(rows))
                .then())
        .contextWrite(withSchema(schema))
        .then(Mono.empty());
  }

  private static Mono<String> countOrders(Database orders, SchemaName tenant) {
    DSLContext jooq = DSL.using(orders.forSchema(tenant), SQLDialect.POSTGRES);
    return Mono.from(jooq.select(DSL.count()).from(DSL.table("purchase")))
        .map(row -> "%s has %d orders".formatted(tenant, row.value1()));
  }
}
