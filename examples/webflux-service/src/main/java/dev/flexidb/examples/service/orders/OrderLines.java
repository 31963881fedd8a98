package dev.flexidb.examples.service.orders;

import org.springframework.data.repository.reactive.ReactiveCrudRepository;
import reactor.core.publisher.Flux;

/** Lines of the orders of the shop whose request it is. */
interface OrderLines extends ReactiveCrudRepository<OrderLine, Long> {

  Flux<OrderLine> findByOrderIdOrderById(long orderId);
}
