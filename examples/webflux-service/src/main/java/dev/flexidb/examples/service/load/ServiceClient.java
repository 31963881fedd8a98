package dev.flexidb.examples.service.load;

import java.util.List;
import java.util.Map;
import org.springframework.http.MediaType;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

/** The service's API, as far as customers use it. Errors where the answer is no success. */
final class ServiceClient {

  private final WebClient http;

  /**
   * @param clients connections at most
   */
  ServiceClient(String url, int clients) {
    ConnectionProvider connections =
        ConnectionProvider.builder("load")
            .maxConnections(clients)
            .pendingAcquireMaxCount(-1)
            .build();
    this.http =
        WebClient.builder()
            .baseUrl(url)
            .clientConnector(new ReactorClientHttpConnector(HttpClient.create(connections)))
            .build();
  }

  Mono<Void> signUp(String shop) {
    return http.post()
        .uri("/tenants")
        .bodyValue(Map.of("id", shop, "name", shop))
        .retrieve()
        .toBodilessEntity()
        .then();
  }

  Mono<Void> remove(String shop) {
    return http.delete().uri("/tenants/{shop}", shop).retrieve().toBodilessEntity().then();
  }

  Mono<Void> offer(String shop, String sku, String name, int stock) {
    return http.put()
        .uri("/t/{shop}/products/{sku}", shop, sku)
        .bodyValue(Map.of("name", name, "priceCents", 100, "stock", stock))
        .retrieve()
        .toBodilessEntity()
        .then();
  }

  Mono<Product> product(String shop, String sku) {
    return http.get()
        .uri("/t/{shop}/products/{sku}", shop, sku)
        .retrieve()
        .bodyToMono(Product.class);
  }

  Flux<Order> orders(String shop) {
    return http.get().uri("/t/{shop}/orders", shop).retrieve().bodyToFlux(Order.class);
  }

  Mono<Order> place(String shop, String customer, String sku) {
    return http.post()
        .uri("/t/{shop}/orders", shop)
        .contentType(MediaType.APPLICATION_JSON)
        .bodyValue(
            Map.of("customer", customer, "lines", List.of(Map.of("sku", sku, "quantity", 1))))
        .retrieve()
        .bodyToMono(Order.class);
  }

  Mono<Overview> overview(String shop) {
    return http.get().uri("/t/{shop}/dashboard", shop).retrieve().bodyToMono(Overview.class);
  }

  record Product(String sku, String name) {}

  record Order(long id, String customer) {}

  record Overview(String shop, Totals orders, List<Product> scarce) {}

  record Totals(long count) {}
}
