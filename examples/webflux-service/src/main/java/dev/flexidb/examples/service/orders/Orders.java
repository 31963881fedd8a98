package dev.flexidb.examples.service.orders;

import org.springframework.data.r2dbc.repository.Query;
import org.springframework.data.repository.reactive.ReactiveCrudRepository;
import reactor.core.publisher.Flux;

/** Orders of the shop whose request it is. */
interface Orders extends ReactiveCrudRepository<Order, Long> {

  /** The latest ones of those that were placed before this one. */
  @Query("SELECT * FROM orders WHERE id < :before ORDER BY id DESC LIMIT :limit")
  Flux<Order> latest(long before, int limit);
}
