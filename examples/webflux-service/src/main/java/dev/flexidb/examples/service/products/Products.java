package dev.flexidb.examples.service.products;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A shop's products, by SQL: which shop's is the request's to say, and no statement names it. */
@Repository
public class Products {

  private static final String ALL = "SELECT sku, name, price_cents, stock FROM product";

  private final DatabaseClient orders;

  Products(@Qualifier("orders") DatabaseClient orders) {
    this.orders = orders;
  }

  /** All products, in order. */
  public Flux<Product> all() {
    return orders.sql(ALL + " ORDER BY sku").mapProperties(Product.class).all();
  }

  /** The product, or empty. */
  public Mono<Product> get(String sku) {
    return orders
        .sql(ALL + " WHERE sku = :sku")
        .bind("sku", sku)
        .mapProperties(Product.class)
        .one();
  }

  Mono<Product> put(String sku, Offer offer) {
    return orders
        .sql(
            """
            INSERT INTO product (sku, name, price_cents, stock)
            VALUES (:sku, :name, :price, :stock)
            ON CONFLICT (sku) DO UPDATE
            SET name = excluded.name, price_cents = excluded.price_cents, stock = excluded.stock
            """)
        .bind("sku", sku)
        .bind("name", offer.name())
        .bind("price", offer.priceCents())
        .bind("stock", offer.stock())
        .fetch()
        .rowsUpdated()
        .thenReturn(new Product(sku, offer.name(), offer.priceCents(), offer.stock()));
  }

  /** Takes so many out of the stock and gives the price of one; empty if there are not so many. */
  public Mono<Long> take(String sku, int quantity) {
    return orders
        .sql(
            """
            UPDATE product SET stock = stock - :quantity
            WHERE sku = :sku AND stock >= :quantity
            RETURNING price_cents
            """)
        .bind("sku", sku)
        .bind("quantity", quantity)
        .mapValue(Long.class)
        .one();
  }
}
