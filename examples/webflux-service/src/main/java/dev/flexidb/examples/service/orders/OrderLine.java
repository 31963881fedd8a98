package dev.flexidb.examples.service.orders;

import com.fasterxml.jackson.annotation.JsonIgnore;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.relational.core.mapping.Table;

/** A row of the table {@code order_line}, with the price of one on that day. */
@Table("order_line")
record OrderLine(
    @Id @JsonIgnore @Nullable Long id,
    @JsonIgnore @Nullable Long orderId,
    String sku,
    int quantity,
    long priceCents) {

  OrderLine of(Order order) {
    return new OrderLine(id, order.id(), sku, quantity, priceCents);
  }

  long totalCents() {
    return Math.multiplyExact(priceCents, quantity);
  }
}
