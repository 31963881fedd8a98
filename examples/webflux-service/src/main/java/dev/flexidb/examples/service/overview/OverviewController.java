package dev.flexidb.examples.service.overview;

import static dev.flexidb.DatabaseOperation.on;

import dev.flexidb.Database;
import dev.flexidb.ReactiveFlexiDb;
import dev.flexidb.examples.service.products.Product;
import dev.flexidb.examples.service.sales.Sales;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Map;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

@RestController
@Tag(name = "Overview", description = "Figures out of both databases, and of all shops")
class OverviewController {

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
                "orders", on("orders", orders -> totals(orders)),
                "scarce", on("orders", orders -> scarce(orders)),
                "week", on("analytics", analytics -> Sales.week(analytics, tenant))))
        .map(answers -> Overview.of(tenant, answers));
  }

  private static Mono<Overview.Orders> totals(Database orders) {
    return orders.sql(Overview.Orders.SQL).mapProperties(Overview.Orders.class).one();
  }

  private static Flux<Product> scarce(Database orders) {
    return orders.sql(SCARCE).mapProperties(Product.class).all();
  }
}
