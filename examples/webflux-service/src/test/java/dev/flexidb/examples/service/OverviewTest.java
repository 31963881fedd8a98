package dev.flexidb.examples.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.MediaType;

@ServiceTest
@DisplayName("figures of one shop and of all")
class OverviewTest {

  @Value("${local.server.port}")
  private int port;

  private Visitor visitor;
  private String shop;
  private String other;

  @BeforeEach
  void open() {
    visitor = Visitor.at(port);
    shop = visitor.shop();
    other = visitor.shop();
    visitor.order(shop, "Ada", "mug", 2).expectStatus().isCreated();
    visitor.order(shop, "Ada", "mug", 1).expectStatus().isCreated();
    visitor.order(other, "Grace", "notebook", 7).expectStatus().isCreated();
  }

  @Test
  void theDashboardAsksBothDatabases() {
    visitor
        .get("/t/{shop}/dashboard", shop)
        .expectStatus()
        .isOk()
        .expectBody()
        .jsonPath("$.orders.count")
        .isEqualTo(2)
        .jsonPath("$.orders.totalCents")
        .isEqualTo(3870)
        .jsonPath("$.scarce[*].sku")
        .isEqualTo("lamp")
        .jsonPath("$.week[0].items")
        .isEqualTo(3)
        .jsonPath("$.week[0].totalCents")
        .isEqualTo(3870);
  }

  @Test
  void theReportHasALineForEachShop() {
    List<Map<String, Object>> lines =
        visitor
            .get("/admin/report")
            .expectStatus()
            .isOk()
            .expectHeader()
            .contentType(MediaType.APPLICATION_NDJSON)
            .returnResult(
                new org.springframework.core.ParameterizedTypeReference<Map<String, Object>>() {})
            .getResponseBody()
            .collectList()
            .block();
    assertThat(lines)
        .contains(
            Map.of("shop", shop, "orders", Map.of("count", 2, "totalCents", 3870)),
            Map.of("shop", other, "orders", Map.of("count", 1, "totalCents", 4550)));
  }
}
