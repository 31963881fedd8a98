package dev.flexidb.examples.service;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec;

/** Asks the service as its users do. */
record Visitor(WebTestClient http) {

  private static final Duration PATIENCE = Duration.ofSeconds(50);

  static Visitor at(int port) {
    return new Visitor(
        WebTestClient.bindToServer()
            .baseUrl("http://localhost:" + port)
            .responseTimeout(PATIENCE)
            .build());
  }

  /** A new shop, with an id that nobody else has. */
  String shop() {
    String id = "shop_" + UUID.randomUUID().toString().substring(0, 8);
    signUp(id).expectStatus().isCreated().expectBody().jsonPath("$.id").isEqualTo(id);
    return id;
  }

  ResponseSpec signUp(String id) {
    return post("/tenants", Map.of("id", id, "name", "The shop " + id));
  }

  ResponseSpec order(String shop, String customer, String sku, int quantity) {
    return post(
        "/t/" + shop + "/orders",
        Map.of("customer", customer, "lines", List.of(Map.of("sku", sku, "quantity", quantity))));
  }

  ResponseSpec offer(String shop, String name, long priceCents) {
    return put(
        "/t/" + shop + "/products/teapot",
        Map.of("name", name, "priceCents", priceCents, "stock", 1_000));
  }

  ResponseSpec get(String path, Object... variables) {
    return http.get().uri(path, variables).exchange();
  }

  ResponseSpec post(String path, Object body) {
    return http.post().uri(path).contentType(MediaType.APPLICATION_JSON).bodyValue(body).exchange();
  }

  ResponseSpec put(String path, Object body) {
    return http.put().uri(path).contentType(MediaType.APPLICATION_JSON).bodyValue(body).exchange();
  }

  ResponseSpec delete(String path) {
    return http.delete().uri(path).exchange();
  }
}
