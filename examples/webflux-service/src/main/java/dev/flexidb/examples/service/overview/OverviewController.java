package dev.flexidb.examples.service.overview;

import static dev.flexidb.DatabaseOperation.on;

import dev.flexidb.ReactiveFlexiDb;
import dev.flexidb.examples.service.products.Product;
import dev.flexidb.examples.service.sales.Day;
import dev.flexidb.examples.service.sales.Sales;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Map;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

@RestController
@Tag(name = "Overview", description = "Figures out of both databases, and of all shops")
class OverviewController {

  private static final String ORDERS =
      "SELECT count(*) AS count, coalesce(sum(total_cents), 0)::bigint AS total_cents FROM orders";
  private static final String SCARCE =
      "SELECT sku, name, price_cents, stock FROM product WHERE stock < 5 ORDER BY stock, sku";

  private final ReactiveFlexiDb db;

  OverviewController(ReactiveFlexiDb db) {
    this.db = db;
  }

  /** Three questions to two databases, asked at once. */
  @GetMapping("/t/{tenant}/dashboard")
  @Operation(summary = "The shop at a glance", description = "Asks both databases at once.")
  Mono<Overview> overview(@PathVariable String tenant) {
    return db.batch(
            Map.of(
                "orders", on("orders", orders -> orders.sql(ORDERS).mapProperties(Overview.Orders.class).one()),
                "scarce", on("orders", orders -> orders.sql(SCARCE).mapProperties(Product.class).all()),
                "week", on("analytics", analytics -> Sales.week(analytics.client(), tenant))))
        .map(
            answers ->
                new Overview(
                    tenant,
                    answers.get("orders", Overview.Orders.class),
                    answers.list("scarce", Product.class),
                    answers.list("week", Day.class)));
  }
}
