package dev.flexidb.examples.service.orders;

import dev.flexidb.examples.service.sales.Sale;
import dev.flexidb.examples.service.sales.Sales;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Positive;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

@RestController
@RequestMapping("/t/{tenant}/orders")
@Tag(name = "Orders", description = "What a shop's customers have ordered")
class OrderController {

  private final Checkout checkout;
  private final Orders orders;
  private final OrderLines lines;
  private final Sales sales;

  OrderController(Checkout checkout, Orders orders, OrderLines lines, Sales sales) {
    this.checkout = checkout;
    this.orders = orders;
    this.lines = lines;
    this.sales = sales;
  }

  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  @Operation(
      summary = "Place an order",
      description = "All of it or, if a product is out of stock, nothing (409).")
  Mono<PlacedOrder> place(@PathVariable String tenant, @Valid @RequestBody NewOrder wanted) {
    return checkout
        .place(wanted)
        .flatMap(placed -> sales.tell(sale(tenant, placed)).thenReturn(placed));
  }

  private static Sale sale(String tenant, PlacedOrder placed) {
    Order order = placed.order();
    return new Sale(
        tenant,
        Objects.requireNonNull(order.id()),
        order.placedAt(),
        placed.items(),
        order.totalCents());
  }

  @GetMapping
  @Operation(summary = "The latest orders", description = "The next page is before the last id.")
  Flux<Order> latest(
      @PathVariable String tenant,
      @RequestParam(defaultValue = "20") @Positive @Max(100) int limit,
      @RequestParam(required = false) @Positive @Nullable Long before) {
    return orders.latest(before == null ? Long.MAX_VALUE : before, limit);
  }

  @GetMapping("/{id}")
  @Operation(summary = "One order with its lines")
  Mono<PlacedOrder> one(@PathVariable String tenant, @PathVariable long id) {
    return orders
        .findById(id)
        .zipWith(lines.findByOrderIdOrderById(id).collectList(), PlacedOrder::new)
        .switchIfEmpty(
            Mono.error(() -> new ResponseStatusException(HttpStatus.NOT_FOUND, "No such order.")));
  }
}
