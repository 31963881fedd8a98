package dev.flexidb.examples.service.orders;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;

/** An order with all its lines. */
record PlacedOrder(@JsonUnwrapped Order order, List<OrderLine> lines) {

  int items() {
    return lines.stream().mapToInt(OrderLine::quantity).sum();
  }
}
