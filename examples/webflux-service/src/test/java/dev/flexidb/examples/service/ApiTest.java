package dev.flexidb.examples.service;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Value;

@ServiceTest
@DisplayName("what the service says of itself")
class ApiTest {

  @Value("${local.server.port}")
  private int port;

  private Visitor visitor;

  @BeforeEach
  void open() {
    visitor = Visitor.at(port);
  }

  @Test
  void itsApiIsDescribed() {
    visitor
        .get("/v3/api-docs")
        .expectStatus()
        .isOk()
        .expectBody()
        .jsonPath("$.info.title")
        .isEqualTo("Orders of many shops")
        .jsonPath("$.paths['/tenants'].post.responses['201']")
        .exists()
        .jsonPath("$.paths['/t/{tenant}/orders'].get.parameters[?(@.name == 'tenant')].in")
        .isEqualTo("path")
        .jsonPath(
            "$.paths['/t/{tenant}/orders'].get.parameters[?(@.name == 'before')].schema.default")
        .isEmpty()
        .jsonPath("$.paths['/t/{tenant}/dashboard'].get")
        .exists()
        .jsonPath("$.components.schemas.NewOrder.required")
        .exists()
        .jsonPath("$.components.schemas.SignUp.properties.id.type")
        .isEqualTo("string");
  }

  @Test
  void itsPagesAreThere() {
    visitor.get("/").expectStatus().isOk().expectBody(String.class).value(this::linksToTheApi);
    visitor.get("/style.css").expectStatus().isOk();
    visitor
        .get("/swagger-ui.html")
        .expectStatus()
        .is3xxRedirection()
        .expectHeader()
        .valueMatches("Location", ".*/swagger-ui/index.html");
    visitor.get("/swagger-ui/index.html").expectStatus().isOk();
    visitor.get("/swagger-ui/swagger-ui-bundle.js").expectStatus().isOk();
  }

  private void linksToTheApi(String page) {
    assertThat(page).contains("href=\"swagger-ui.html\"");
  }

  @Test
  void itsHealthIsToldWithoutATenant() {
    visitor
        .get("/actuator/health")
        .expectStatus()
        .isOk()
        .expectBody()
        .jsonPath("$.status")
        .isEqualTo("UP");
  }

  @Test
  void itsDatabasesAreShown() {
    visitor
        .get("/flexidb/")
        .expectStatus()
        .isOk()
        .expectBody(String.class)
        .value(this::isDashboard);
    visitor
        .get("/actuator/flexidb/orders")
        .expectStatus()
        .isOk()
        .expectBody()
        .jsonPath("$.database.primary.circuit")
        .isEqualTo("CLOSED");
  }

  private void isDashboard(String page) {
    assertThat(page).contains("<script type=\"module\"");
  }

  @Test
  void aPathWithoutATenantIsRefused() {
    visitor.get("/orders").expectStatus().isBadRequest();
  }
}
