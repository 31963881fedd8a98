package dev.flexidb.spring.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flexidb.error.InvalidConfigurationException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.mock.env.MockEnvironment;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;

@DisplayName("S14, S15: where a tenant's id stands")
class TenantSourcesTest {

  @Test
  void aHostMayEndWithTheDotOfTheRoot() {
    Subdomain subdomain = new Subdomain(List.of("example.com"), List.of("www"));
    assertThat(in(subdomain, "http://acme.example.com./")).isEqualTo("acme");
    assertThat(in(subdomain, "http://www.example.com./")).isNull();
    assertThat(in(subdomain, "http://acme.example.com../")).isNull();
    assertThat(in(subdomain, "http://[::1]:80/")).isNull();
    assertThat(in(subdomain, "/")).isNull();
  }

  @Test
  void whatIsNoDomainIsAnError() {
    for (String domain :
        new String[] {
          "", ".example.com", "example.com:80", "http://example.com", "*.example.com"
        }) {
      assertThatThrownBy(() -> new Subdomain(List.of(domain), List.of()))
          .isInstanceOf(InvalidConfigurationException.class)
          .hasMessageContaining("give a domain, such as example.com");
    }
  }

  @Test
  void aPathPatternMayLimitItsVariableAndBeginsAtTheRoot() {
    assertThat(in(new TenantPath("t/{tenant}/**"), "/t/acme/who")).isEqualTo("acme");
    TenantPath limited = new TenantPath("/t/{tenant:[a-z]+}/**");
    assertThat(in(limited, "/t/acme/who")).isEqualTo("acme");
    assertThat(in(limited, "/t/a1/who")).isNull();
  }

  @Test
  void whatIsNoPathPatternIsAnError() {
    for (String pattern : new String[] {"", "/t/{id}", "/t/{tenants}", "/t/{tenant}/{"}) {
      assertThatThrownBy(() -> new TenantPath(pattern))
          .isInstanceOf(InvalidConfigurationException.class);
    }
  }

  @Test
  void theActuatorsPathsAreOpenWhereverTheyAre() {
    assertThat(OpenPaths.of(List.of("/info"), new MockEnvironment()))
        .containsExactly("/info", "/actuator", "/actuator/**");
    assertThat(
            OpenPaths.of(
                List.of(),
                new MockEnvironment()
                    .withProperty("management.server.port", "8081")
                    .withProperty("management.server.base-path", "/manage")
                    .withProperty("management.endpoints.web.base-path", "/")))
        .containsExactly("/manage", "/manage/**");
    assertThat(
            OpenPaths.of(
                List.of(),
                new MockEnvironment()
                    .withProperty("management.server.port", "8081")
                    .withProperty("management.server.base-path", "manage")
                    .withProperty(
                        "management.endpoint.health.probes.add-additional-paths", "true")))
        .containsExactly(
            "/actuator",
            "/actuator/**",
            "/manage/actuator",
            "/manage/actuator/**",
            "/livez",
            "/readyz");
  }

  private static @Nullable String in(TenantResolver resolver, String uri) {
    return resolver
        .resolve(MockServerWebExchange.from(MockServerHttpRequest.get(uri).build()))
        .block();
  }
}
