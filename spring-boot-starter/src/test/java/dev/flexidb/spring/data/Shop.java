package dev.flexidb.spring.data;

import dev.flexidb.spring.data.analytics.EventRepository;
import dev.flexidb.spring.data.analytics.EventRow;
import dev.flexidb.spring.data.orders.OrderRepository;
import dev.flexidb.spring.data.orders.OrderRow;
import org.springframework.transaction.annotation.Transactional;
import reactor.core.publisher.Mono;

/** A service with a transaction on each of its databases. */
class Shop {

  private final OrderRepository orders;
  private final EventRepository events;

  Shop(OrderRepository orders, EventRepository events) {
    this.orders = orders;
    this.events = events;
  }

  @Transactional
  Mono<Void> order(String item, Mono<Void> then) {
    return orders.save(new OrderRow(null, item)).then(then);
  }

  @Transactional("analyticsTransactionManager")
  Mono<Void> note(String action, Mono<Void> then) {
    return events.save(new EventRow(null, action)).then(then);
  }
}
