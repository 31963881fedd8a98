package dev.flexidb.examples.service;

import static dev.flexidb.tenant.TenantContext.withoutSchema;

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
import org.springframework.r2dbc.core.DatabaseClient;

@ServiceTest
@DisplayName("S13: shops that sign up and leave")
class ShopsTest {

  @Value("${local.server.port}")
  private int port;

  private Visitor visitor;

  @BeforeEach
  void open() {
    visitor = Visitor.at(port);
  }

  @Test
  void aShopThatSignedUpSellsAtOnce() {
    visitor.signUp("bluebird_books").expectHeader().location("/t/bluebird_books/orders");
    visitor
        .get("/t/bluebird_books/products")
        .expectStatus()
        .isOk()
        .expectBody()
        .jsonPath("$[*].sku")
        .isEqualTo(List.of("lamp", "mug", "notebook"));
    visitor
        .get("/tenants")
        .expectBody()
        .jsonPath("$[?(@.id == 'bluebird_books')].name")
        .isEqualTo("The shop bluebird_books");
  }

  @Test
  void anIdIsTakenOnce() {
    String shop = visitor.shop();
    visitor
        .signUp(shop)
        .expectStatus()
        .isEqualTo(HttpStatus.CONFLICT)
        .expectHeader()
        .contentType(MediaType.APPLICATION_PROBLEM_JSON);
  }

  @Test
  void anIdMayBeTheNameOfASchemaThatAllShare() {
    visitor.signUp("public").expectStatus().isCreated();
    visitor.order("public", "Ada", "lamp", 3).expectStatus().isCreated();
    visitor.get("/t/public/products/lamp").expectBody().jsonPath("$.stock").isEqualTo(0);
    visitor
        .get("/t/{shop}/products/lamp", visitor.shop())
        .expectBody()
        .jsonPath("$.stock")
        .isEqualTo(3);
  }

  @Test
  void whoAskedBeforeAShopSignedUpIsServedAfterIt() {
    visitor.get("/t/early_bird/orders").expectStatus().isNotFound();
    visitor.signUp("early_bird").expectStatus().isCreated();
    visitor.get("/t/early_bird/orders").expectStatus().isOk();
  }

  @Test
  void anUnknownShopIsNotFound() {
    visitor
        .get("/t/nobody/orders")
        .expectStatus()
        .isNotFound()
        .expectHeader()
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .expectBody()
        .jsonPath("$.detail")
        .isEqualTo("There is no such tenant.");
    visitor.get("/t/pg_catalog/orders").expectStatus().isNotFound();
    visitor.delete("/tenants/nobody").expectStatus().isNotFound();
  }

  @Test
  void aShopThatWasRemovedAMomentAgoIsNotFound() {
    String shop = visitor.shop();
    visitor.order(shop, "Ada", "mug", 1).expectStatus().isCreated();
    visitor.delete("/tenants/" + shop).expectStatus().isNoContent();
    visitor.get("/t/{shop}/orders", shop).expectStatus().isNotFound();
    visitor.order(shop, "Ada", "mug", 1).expectStatus().isNotFound();

    visitor.signUp(shop).expectStatus().isCreated();
    visitor
        .get("/t/{shop}/dashboard", shop)
        .expectBody()
        .jsonPath("$.orders.count")
        .isEqualTo(0)
        .jsonPath("$.week")
        .isEmpty();
  }

  @Test
  void nobodyGetsTheIdOfAShopWhoseSalesAreThere(
      @Autowired @Qualifier("analytics") DatabaseClient analytics) {
    String shop = visitor.shop();
    visitor.order(shop, "Ada", "mug", 1).expectStatus().isCreated();
    analytics.sql("RENAME TABLE sale TO elsewhere").then().block();
    try {
      visitor.delete("/tenants/" + shop).expectStatus().is5xxServerError();
      visitor.signUp(shop).expectStatus().isEqualTo(HttpStatus.CONFLICT);
    } finally {
      analytics.sql("RENAME TABLE elsewhere TO sale").then().block();
    }
    visitor.delete("/tenants/" + shop).expectStatus().isNoContent();
    visitor.signUp(shop).expectStatus().isCreated();
    visitor.get("/t/{shop}/dashboard", shop).expectBody().jsonPath("$.week").isEmpty();
  }

  @Test
  void aRemovalThatWasCutShortIsCompleted(@Autowired @Qualifier("orders") DatabaseClient orders) {
    orders
        .sql("INSERT INTO shop (id, name) VALUES ('halfway', 'Halfway')")
        .then()
        .contextWrite(withoutSchema())
        .block();
    visitor.delete("/tenants/halfway").expectStatus().isNoContent();
    visitor.delete("/tenants/halfway").expectStatus().isNotFound();
    visitor.signUp("halfway").expectStatus().isCreated();
  }

  @Test
  void aRemovalOfWhatIsNoIdIsRefused() {
    visitor.delete("/tenants/" + "a".repeat(300)).expectStatus().isBadRequest();
  }

  @Test
  void whatIsNoShopIsRefusedFieldByField() {
    visitor
        .post("/tenants", Map.of("id", "DROP TABLE", "name", " "))
        .expectStatus()
        .isBadRequest()
        .expectHeader()
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .expectBody()
        .jsonPath("$.errors[?(@.field == 'id')].message")
        .isEqualTo("must be 3 to 40 lower-case letters, digits and underscores, a letter first")
        .jsonPath("$.errors[?(@.field == 'name')]")
        .exists();
  }
}
