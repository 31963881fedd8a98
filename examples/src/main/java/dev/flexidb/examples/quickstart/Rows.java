package dev.flexidb.examples.quickstart;

import static dev.flexidb.tenant.TenantContext.withSchema;
import static dev.flexidb.tenant.TenantContext.withoutSchema;

import dev.flexidb.Database;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The schemas of the shops and the rows in them, on two databases. */
record Rows(Database orders, Database analytics) {

  private static final String ORDER_TABLE =
      "CREATE TABLE customer_order (id int PRIMARY KEY, total numeric(10, 2) NOT NULL)";
  private static final String VIEW_TABLE =
      "CREATE TABLE page_view (id int PRIMARY KEY, visitor varchar(40) NOT NULL)";

  /** Makes them; errors if a schema is there already, which is then somebody else's. */
  Mono<Void> create() {
    return Flux.fromIterable(Shop.ALL).concatMap(this::create).then();
  }

  Mono<Void> drop() {
    return Flux.fromIterable(Shop.ALL)
        .concatMap(
            shop ->
                runShared(orders, "DROP SCHEMA " + shop.schema() + " CASCADE")
                    .then(runShared(analytics, "DROP SCHEMA " + shop.schema())))
        .then();
  }

  private Mono<Void> create(Shop shop) {
    String schema = "CREATE SCHEMA " + shop.schema();
    Mono<Void> sold =
        runShared(orders, schema)
            .then(orders.sql(ORDER_TABLE).then())
            .then(loadOrders(shop))
            .contextWrite(withSchema(shop.schema()));
    Mono<Void> viewed =
        runShared(analytics, schema)
            .then(analytics.sql(VIEW_TABLE).then())
            .then(loadPageViews(shop))
            .contextWrite(withSchema(shop.schema()));
    return Mono.when(sold, viewed);
  }

  private static Mono<Void> runShared(Database database, String sql) {
    return database.sql(sql).then().contextWrite(withoutSchema());
  }

  private Mono<Void> loadOrders(Shop shop) {
    return orders
        .inTransaction(
            client ->
                Flux.range(1, shop.orders())
                    .concatMap(
                        id ->
                            client
                                .sql("INSERT INTO customer_order (id, total) VALUES (:id, :total)")
                                .bind("id", id)
                                .bind("total", shop.total(id))
                                .fetch()
                                .rowsUpdated()))
        .then();
  }

  private Mono<Void> loadPageViews(Shop shop) {
    return analytics
        .inTransaction(
            client ->
                Flux.range(1, shop.pageViews())
                    .concatMap(
                        id ->
                            client
                                .sql("INSERT INTO page_view (id, visitor) VALUES (:id, :visitor)")
                                .bind("id", id)
                                .bind("visitor", shop.visitor(id))
                                .fetch()
                                .rowsUpdated()))
        .then();
  }
}
