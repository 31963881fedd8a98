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
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.r2dbc.core.R2dbcEntityTemplate;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Do Spring Data's R2dbcEntityTemplate and repositories know the tenant?
 *
 * <p>Yes, without being told: a {@link Database} is a {@code ConnectionFactory}.
 */
public final class EntitiesWithTenants {

  private EntitiesWithTenants() {}

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
    R2dbcEntityTemplate template = new R2dbcEntityTemplate(orders);
    return Flux.concat(
        createTenant(orders, "bluebird_books"),
        createTenant(orders, "harbor_coffee"),
        save(template, "a novel").contextWrite(withSchema("bluebird_books")),
        save(template, "an espresso").contextWrite(withSchema("harbor_coffee")),
        findAll(template).contextWrite(withSchema("bluebird_books")),
        findAll(template).contextWrite(withSchema("harbor_coffee")));
  }

  private static Mono<String> createTenant(Database orders, String schema) {
    return orders
        .sql("CREATE SCHEMA " + schema)
        .then()
        .contextWrite(withoutSchema())
        .then(orders.sql("CREATE TABLE purchase (id serial PRIMARY KEY, item text)").then())
        .contextWrite(withSchema(schema))
        .then(Mono.empty());
  }

  private static Mono<String> save(R2dbcEntityTemplate template, String item) {
    return template.insert(new Purchase(null, item)).map(saved -> "saved " + saved);
  }

  private static Flux<String> findAll(R2dbcEntityTemplate template) {
    return template.select(Purchase.class).all().map(found -> "found " + found);
  }

  /** A row of the table {@code purchase}; the server chooses the id. */
  record Purchase(@Id @Nullable Integer id, String item) {}
}
