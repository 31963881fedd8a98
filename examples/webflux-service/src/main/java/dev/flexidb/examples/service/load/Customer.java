package dev.flexidb.examples.service.load;

import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Who buys in one shop, and knows what belongs to it: its products bear the shop's name, and so do
 * its customers. Thread-safe.
 */
final class Customer {

  private static final String SOLD = "mug";
  private static final String SCARCE = "lamp";

  private final ServiceClient service;
  private final String shop;
  private final LongAdder placed = new LongAdder();

  Customer(ServiceClient service, String shop) {
    this.service = service;
    this.shop = shop;
  }

  static Customer anyOf(List<Customer> all) {
    return all.get(ThreadLocalRandom.current().nextInt(all.size()));
  }

  Mono<Void> signUp() {
    return service
        .signUp(shop)
        .then(service.offer(shop, SOLD, mark(), Integer.MAX_VALUE))
        .then(service.offer(shop, SCARCE, mark(), 3));
  }

  Mono<Void> leave() {
    return service.remove(shop);
  }

  private String mark() {
    return "of " + shop;
  }

  /** One request at random; gives for each row of the answer whether it is this shop's. */
  Flux<Boolean> visit() {
    int dice = ThreadLocalRandom.current().nextInt(100);
    if (dice < 40) {
      return service.product(shop, SOLD).map(this::isOwn).flux();
    }
    if (dice < 70) {
      return service.orders(shop).map(this::isOwn);
    }
    return dice < 90 ? place() : overview();
  }

  private Flux<Boolean> place() {
    return service
        .place(shop, "%s, %d".formatted(mark(), ThreadLocalRandom.current().nextInt(1_000)), SOLD)
        .doOnNext(order -> placed.increment())
        .map(this::isOwn)
        .flux();
  }

  private Flux<Boolean> overview() {
    return service
        .overview(shop)
        .flatMapMany(
            seen ->
                Flux.fromIterable(seen.scarce())
                    .map(this::isOwn)
                    .startWith(seen.shop().equals(shop)));
  }

  private boolean isOwn(ServiceClient.Product product) {
    return product.name().equals(mark());
  }

  private boolean isOwn(ServiceClient.Order order) {
    return order.customer().startsWith(mark() + ",");
  }

  /** How many orders the shop has less, or more, than were placed here. */
  Mono<Long> missing() {
    return service.overview(shop).map(seen -> Math.abs(placed.sum() - seen.orders().count()));
  }
}
