package dev.flexidb.examples.service.orders;

import dev.flexidb.examples.service.products.Products;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Takes orders. */
@Service
class Checkout {

  private final Orders orders;
  private final OrderLines lines;
  private final Products products;

  Checkout(Orders orders, OrderLines lines, Products products) {
    this.orders = orders;
    this.lines = lines;
    this.products = products;
  }

  /** Takes all lines out of the stock and writes the order, or errors and does nothing of it. */
  @Transactional
  Mono<PlacedOrder> place(NewOrder wanted) {
    return Flux.fromIterable(wanted.lines())
        // In one order for everybody, or two customers wait for each other's product.
        .sort(Comparator.comparing(NewOrder.Line::sku))
        .concatMap(this::take)
        .collectList()
        .flatMap(taken -> write(wanted.customer(), taken));
  }

  private Mono<OrderLine> take(NewOrder.Line line) {
    return products
        .take(line.sku(), line.quantity())
        .map(price -> new OrderLine(null, null, line.sku(), line.quantity(), price))
        .switchIfEmpty(Mono.error(() -> new NotInStockException(line)));
  }

  private Mono<PlacedOrder> write(String customer, List<OrderLine> taken) {
    long total = taken.stream().mapToLong(OrderLine::totalCents).sum();
    Instant now = Clock.systemUTC().instant().truncatedTo(ChronoUnit.MICROS);
    return orders
        .save(new Order(null, customer, total, now))
        .flatMap(
            order ->
                lines
                    .saveAll(taken.stream().map(line -> line.of(order)).toList())
                    .collectList()
                    .map(saved -> new PlacedOrder(order, saved)));
  }
}
