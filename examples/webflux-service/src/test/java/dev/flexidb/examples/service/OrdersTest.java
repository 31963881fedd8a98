package dev.flexidb.examples.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.Database;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

@ServiceTest
@DisplayName("orders of shops")
class OrdersTest {

  @Value("${local.server.port}")
  private int port;

  private Visitor visitor;
  private String shop;

  @BeforeEach
  void open() {
    visitor = Visitor.at(port);
    shop = visitor.shop();
  }

  @Test
  void anOrderIsThereWithItsLinesAndItsTotal() {
    visitor
        .post(
            "/t/" + shop + "/orders",
            Map.of(
                "customer",
                "Ada",
                "lines",
                List.of(
                    Map.of("sku", "notebook", "quantity", 1), Map.of("sku", "mug", "quantity", 2))))
        .expectStatus()
        .isCreated()
        .expectBody()
        .jsonPath("$.totalCents")
        .isEqualTo(3230);
    visitor
        .get("/t/{shop}/orders/1", shop)
        .expectBody()
        .jsonPath("$.customer")
        .isEqualTo("Ada")
        .jsonPath("$.lines.length()")
        .isEqualTo(2)
        .jsonPath("$.lines[?(@.sku == 'mug')].quantity")
        .isEqualTo(2);
    visitor.get("/t/{shop}/products/mug", shop).expectBody().jsonPath("$.stock").isEqualTo(98);
  }

  @Test
  void halfAMugIsNotOneMug() {
    visitor
        .post(
            "/t/" + shop + "/orders",
            Map.of("customer", "Ada", "lines", List.of(Map.of("sku", "mug", "quantity", 1.5))))
        .expectStatus()
        .isBadRequest();
  }

  @Test
  void aNameThatIsNoTextIsRefused() {
    visitor
        .post(
            "/t/" + shop + "/orders",
            "{\"customer\": \"\\ud800\", \"lines\": [{\"sku\": \"mug\", \"quantity\": 1}]}")
        .expectStatus()
        .isBadRequest();
  }

  @Test
  @DisplayName("S14: orders of one shop are never seen by another")
  void noShopSeesAnothersOrders() {
    String other = visitor.shop();
    visitor.order(shop, "Ada", "mug", 1).expectStatus().isCreated();
    visitor.order(shop, "Ada", "mug", 1).expectStatus().isCreated();
    visitor.order(other, "Grace", "notebook", 1).expectStatus().isCreated();

    visitor
        .get("/t/{shop}/orders", shop)
        .expectBody()
        .jsonPath("$[*].customer")
        .isEqualTo(List.of("Ada", "Ada"));
    visitor
        .get("/t/{shop}/orders", other)
        .expectBody()
        .jsonPath("$[*].customer")
        .isEqualTo("Grace");
    visitor.get("/t/{shop}/orders/2", other).expectStatus().isNotFound();
    visitor.get("/t/{shop}/products/mug", other).expectBody().jsonPath("$.stock").isEqualTo(100);
  }

  @Test
  void whatIsOutOfStockIsNotSoldInPart() {
    visitor
        .post(
            "/t/" + shop + "/orders",
            Map.of(
                "customer",
                "Ada",
                "lines",
                List.of(
                    Map.of("sku", "lamp", "quantity", 3), Map.of("sku", "mug", "quantity", 101))))
        .expectStatus()
        .isEqualTo(HttpStatus.CONFLICT)
        .expectBody()
        .jsonPath("$.detail")
        .isEqualTo("There are no 101 of \"mug\" in stock; nothing was ordered.");

    visitor.get("/t/{shop}/orders", shop).expectBody().jsonPath("$").isEmpty();
    visitor.get("/t/{shop}/products/lamp", shop).expectBody().jsonPath("$.stock").isEqualTo(3);
  }

  @Test
  void badInputIsRefused() {
    visitor
        .order(shop, " ", "mug", 0)
        .expectStatus()
        .isBadRequest()
        .expectHeader()
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .expectBody()
        .jsonPath("$.errors.length()")
        .isEqualTo(2)
        .jsonPath("$.errors[?(@.field == 'lines[0].quantity')]")
        .exists();
    visitor.post("/t/" + shop + "/orders", "{").expectStatus().isBadRequest();
    visitor.get("/t/{shop}/orders?limit=0", shop).expectStatus().isBadRequest();
    visitor.get("/t/{shop}/orders/x", shop).expectStatus().isBadRequest();
    visitor
        .put("/t/" + shop + "/products/Tea%20pot", Map.of("name", "t", "priceCents", 1, "stock", 1))
        .expectStatus()
        .isBadRequest();
  }

  @Test
  void whatNoDatabaseTakesIsRefused() {
    visitor.order(shop, "A\u0000da", "mug", 1).expectStatus().isBadRequest();
    visitor.order(shop, "Ada", "mu\u0000g", 1).expectStatus().isBadRequest();
    visitor.offer(shop, "tea\u0000pot", 1).expectStatus().isBadRequest();
    visitor.get("/t/{shop}/products/{sku}", shop, "\u0000").expectStatus().isBadRequest();
  }

  @Test
  void aPriceThatNoOrderCouldHoldIsRefused() {
    visitor.offer(shop, "gold", Long.MAX_VALUE).expectStatus().isBadRequest();
    visitor.offer(shop, "gold", 1_000_000_000).expectStatus().isOk();
    visitor.order(shop, "Ada", "teapot", 1_000).expectStatus().isCreated();
    visitor.get("/t/{shop}/dashboard", shop).expectStatus().isOk();
  }

  @Test
  void anOrderIsTakenThoughTheSalesHang(@Autowired @Qualifier("analytics") Database analytics) {
    Mono<Void> asked =
        Mono.fromRunnable(() -> visitor.order(shop, "Ada", "mug", 1).expectStatus().isCreated());
    analytics
        .inTransaction(
            client ->
                client
                    .sql("SELECT * FROM sale FOR UPDATE")
                    .then()
                    .thenMany(asked.subscribeOn(Schedulers.boundedElastic())))
        .blockLast(Duration.ofSeconds(40));
    visitor.get("/t/{shop}/orders", shop).expectBody().jsonPath("$.length()").isEqualTo(1);
  }

  @Test
  void whatFitsNoFieldIsNamed() {
    visitor
        .put("/t/" + shop + "/products/tea", Map.of("name", "", "priceCents", -1, "stock", 1))
        .expectStatus()
        .isBadRequest()
        .expectBody()
        .jsonPath("$.errors[*].field")
        .value(fields -> assertThat((List<?>) fields).hasSize(2));
  }

  @Test
  void pagesFollowEachOther() {
    for (int i = 1; i <= 3; i++) {
      visitor.order(shop, "customer " + i, "mug", 1).expectStatus().isCreated();
    }
    visitor
        .get("/t/{shop}/orders?limit=2", shop)
        .expectBody()
        .jsonPath("$[*].id")
        .isEqualTo(List.of(3, 2));
    visitor
        .get("/t/{shop}/orders?limit=2&before=2", shop)
        .expectBody()
        .jsonPath("$[*].id")
        .isEqualTo(1);
  }
}
