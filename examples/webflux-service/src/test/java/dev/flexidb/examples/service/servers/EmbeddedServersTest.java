package dev.flexidb.examples.service.servers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.mock.env.MockEnvironment;

@DisplayName("servers of its own")
class EmbeddedServersTest {

  @ParameterizedTest
  @ValueSource(strings = {"flexidb.databases.orders.url", "DATABASE_URL_ANALYTICS"})
  void areNotStartedWhereOneIsNamed(String property) {
    MockEnvironment environment =
        new MockEnvironment().withProperty(property, "r2dbc:postgresql://localhost/orders");
    new EmbeddedServers().postProcessEnvironment(environment, new SpringApplication());
    assertThat(environment.getPropertySources()).hasSize(1);
  }
}
