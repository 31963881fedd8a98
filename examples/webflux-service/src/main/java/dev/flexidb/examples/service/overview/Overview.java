package dev.flexidb.examples.service.overview;

import dev.flexidb.batch.BatchResult;
import dev.flexidb.examples.service.products.Product;
import dev.flexidb.examples.service.sales.Day;
import java.util.List;

/**
 * What a shop wants to see in the morning.
 *
 * @param orders all that it has
 * @param scarce products of which few are left
 * @param week what it sold on the latest days
 */
record Overview(String shop, Orders orders, List<Product> scarce, List<Day> week) {

  static Overview of(String shop, BatchResult answers) {
    return new Overview(
        shop,
        answers.get("orders", Orders.class),
        answers.list("scarce", Product.class),
        answers.list("week", Day.class));
  }

  /** How many orders, and what they come to. */
  record Orders(long count, long totalCents) {

    static final String SQL =
        "SELECT count(*) AS count, coalesce(sum(total_cents), 0)::bigint AS total_cents FROM orders";
  }
}
