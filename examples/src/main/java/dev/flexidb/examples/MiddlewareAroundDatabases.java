package dev.flexidb.examples;

import static dev.flexidb.tenant.TenantContext.withSchema;
import static dev.flexidb.tenant.TenantContext.withoutSchema;

import dev.flexidb.Database;
import dev.flexidb.DatabaseConfig;
import dev.flexidb.ReactiveFlexiDb;
import dev.flexidb.Tenancy;
import dev.flexidb.batch.Invocation;
import dev.flexidb.batch.Middleware;
import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.DatabaseServers;
import dev.flexidb.embedded.TestDatabase;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * How do I log every operation, and answer some of them from a cache?
 *
 * <p>With middleware: it stands around the operations of a batch, the first one outermost, and may
 * answer without the rest of the chain.
 */
public final class MiddlewareAroundDatabases {

  private MiddlewareAroundDatabases() {}

  public static void main(String[] args) {
    try (TestDatabase database = DatabaseServers.shared(DatabaseKind.POSTGRESQL).createDatabase()) {
      run(database.r2dbcUrl(), System.out::println).doOnNext(System.out::println).blockLast();
    }
  }

  static Flux<String> run(String url, Consumer<String> log) {
    return Flux.usingWhen(
        Mono.fromSupplier(() -> open(url).use(logging(log)).use("orders", caching())),
        MiddlewareAroundDatabases::tell,
        ReactiveFlexiDb::close);
  }

  private static ReactiveFlexiDb open(String url) {
    return ReactiveFlexiDb.builder()
        .database("orders", DatabaseConfig.of(url).withTenancy(Tenancy.schemaPerTenant()))
        .build();
  }

  private static Middleware logging(Consumer<String> log) {
    return (invocation, next) ->
        next.doOnNext(
            value ->
                log.accept(
                    "log: %s asks %s for '%s': %s"
                        .formatted(
                            invocation.attributes().get("schema"),
                            invocation.name(),
                            invocation.operation(),
                            value)));
  }

  /** The invocation is the key, and the tenant is a part of it: without it answers would leak. */
  private static Middleware caching() {
    Map<Invocation, Object> answers = new ConcurrentHashMap<>();
    return (invocation, next) ->
        Mono.fromSupplier(() -> answers.get(invocation))
            .switchIfEmpty(next.doOnNext(value -> answers.put(invocation, value)));
  }

  private static Flux<String> tell(ReactiveFlexiDb db) {
    return Flux.concat(
        createTenant(db.get("orders"), "bluebird_books", 2),
        createTenant(db.get("orders"), "harbor_coffee", 5),
        countOrders(db, "bluebird_books"),
        countOrders(db, "harbor_coffee"),
        countOrders(db, "bluebird_books"));
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

  /** How many orders the tenant has, and how many queries that took. */
  private static Mono<String> countOrders(ReactiveFlexiDb db, String schema) {
    return Mono.defer(
        () -> {
          long before = queries(db);
          return db.batch(
                  Map.of(
                      "orders",
                      c -> c.sql("SELECT count(*) FROM purchase").mapValue(Long.class).one()))
              .map(
                  result ->
                      "%s has %s orders (queries sent: %d)"
                          .formatted(schema, result.get("orders"), queries(db) - before))
              .contextWrite(withSchema(schema));
        });
  }

  private static long queries(ReactiveFlexiDb db) {
    return db.stats().values().stream().mapToLong(of -> of.totalQueries()).sum();
  }
}
