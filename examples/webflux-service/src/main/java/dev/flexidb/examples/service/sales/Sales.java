package dev.flexidb.examples.service.sales;

import dev.flexidb.Database;
import java.time.ZoneOffset;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The sales of all shops, in one table: each statement names the shop. */
@Repository
public class Sales {

  private static final Logger LOG = LoggerFactory.getLogger(Sales.class);

  private final DatabaseClient analytics;

  Sales(@Qualifier("analytics") DatabaseClient analytics) {
    this.analytics = analytics;
  }

  /**
   * Writes down a sale, once. It never errors: an order that was placed stays placed where the
   * statistics cannot be reached, and is then missing in them. Who cannot live with that writes the
   * sale into the order's transaction as well, and carries it over later.
   */
  public Mono<Void> tell(Sale sale) {
    return analytics
        .sql(
            """
            INSERT IGNORE INTO sale (shop, order_id, sold_on, items, total_cents)
            VALUES (:shop, :orderId, :day, :items, :total)
            """)
        .bind("shop", sale.shop())
        .bind("orderId", sale.orderId())
        .bind("day", sale.soldAt().atZone(ZoneOffset.UTC).toLocalDate())
        .bind("items", sale.items())
        .bind("total", sale.totalCents())
        .then()
        .onErrorResume(
            error -> {
              LOG.warn(
                  "Order {} of {} is missing in sales: {}",
                  sale.orderId(),
                  sale.shop(),
                  error.getMessage());
              return Mono.empty();
            });
  }

  /** The latest seven days on which the shop has sold something, out of this database. */
  public static Flux<Day> week(Database analytics, String shop) {
    return analytics
        .sql(
            """
            SELECT sold_on AS day, count(*) AS orders, CAST(sum(items) AS SIGNED) AS items,
              CAST(sum(total_cents) AS SIGNED) AS total_cents
            FROM sale WHERE shop = :shop GROUP BY sold_on ORDER BY sold_on DESC LIMIT 7
            """)
        .bind("shop", shop)
        .mapProperties(Day.class)
        .all();
  }

  /** Removes all that a shop has sold. */
  public Mono<Void> forget(String shop) {
    return analytics.sql("DELETE FROM sale WHERE shop = :shop").bind("shop", shop).then();
  }
}
