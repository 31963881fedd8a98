package dev.flexidb.spring.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.spring.tenant.TenantLookup;
import dev.flexidb.tenant.SchemaName;
import dev.flexidb.tenant.TenantContext;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

@DisplayName("S13, S14, S15: the tenant of a request")
class TenantOfRequestTest {

  private static final String DATABASE =
      "flexidb.databases.orders.url=r2dbc:postgresql://app:secret@localhost:1/orders";
  private static final String SUBDOMAIN = "flexidb.tenant.subdomain.base-domains=example.com";
  private static final String HEADER = "flexidb.tenant.header.enabled=true";
  private static final String CLAIM = "flexidb.tenant.claim=tenant";

  @Test
  void theSubdomainNamesIt() {
    try (TestService service = TestService.start(Open.class, DATABASE, SUBDOMAIN)) {
      whoAmI(service, "Host", "acme.example.com").isEqualTo("tenant_acme");
      whoAmI(service, "Host", "ACME.EXAMPLE.COM:8080").isEqualTo("tenant_acme");
      for (String none :
          new String[] {
            "example.com",
            "www.example.com",
            "a.acme.example.com",
            "acme.example.com.evil.org",
            "acmeexample.com",
            "127.0.0.1"
          }) {
        refused(service, "/who", 400, "Host", none);
      }
    }
  }

  @Test
  void thePathNamesIt() {
    try (TestService service =
        TestService.start(Open.class, DATABASE, "flexidb.tenant.path-pattern=/t/{tenant}/**")) {
      ok(service, "/t/acme/who").isEqualTo("tenant_acme");
      refused(service, "/who", 400);
      refused(service, "/t/nobody/who", 404);
      refused(service, "/t/a'b/who", 404);
    }
  }

  @Test
  void theHeaderCountsOnlyWhereItIsSwitchedOn() {
    try (TestService service = TestService.start(Open.class, DATABASE, HEADER)) {
      whoAmI(service, "X-Tenant-ID", "acme").isEqualTo("tenant_acme");
      refused(service, "/who", 400, "X-Tenant-ID", "acme,globex");
    }
    try (TestService service = TestService.start(Open.class, DATABASE, SUBDOMAIN)) {
      refused(service, "/who", 400, "X-Tenant-ID", "acme");
    }
  }

  @Test
  void aBeanOfTheApplicationComesFirst() {
    try (TestService service = TestService.start(ByKey.class, DATABASE, HEADER)) {
      service
          .client()
          .get()
          .uri("/who")
          .header("X-Api-Key", "key of globex")
          .header("X-Tenant-ID", "acme")
          .exchange()
          .expectBody(String.class)
          .isEqualTo("tenant_globex");
      whoAmI(service, "X-Tenant-ID", "acme").isEqualTo("tenant_acme");
    }
  }

  @Test
  void theTokensClaimNamesItAndNothingMayContradictIt() {
    try (TestService service =
        TestService.start(Secured.class, DATABASE, CLAIM, SUBDOMAIN, HEADER)) {
      withToken(service, "acme").expectBody(String.class).isEqualTo("tenant_acme");
      withToken(service, "acme", "X-Tenant-ID", "acme")
          .expectBody(String.class)
          .isEqualTo("tenant_acme");
      withToken(service, "acme", "Host", "acme.example.com")
          .expectStatus()
          .isOk()
          .expectBody(String.class);

      withToken(service, "acme", "X-Tenant-ID", "globex")
          .expectStatus()
          .isForbidden()
          .expectBody(String.class);
      withToken(service, "acme", "Host", "globex.example.com")
          .expectStatus()
          .isForbidden()
          .expectBody(String.class);
      withToken(service, "none", "X-Tenant-ID", "globex")
          .expectStatus()
          .isForbidden()
          .expectBody(String.class);
      withToken(service, "none").expectStatus().isBadRequest().expectBody(String.class);
      assertThat(service.bean(Handled.class).schemas())
          .containsExactly("tenant_acme", "tenant_acme", "tenant_acme");
    }
  }

  @Test
  void withoutALoginTheOtherSourcesCount() {
    try (TestService service = TestService.start(Secured.class, DATABASE, CLAIM, SUBDOMAIN)) {
      whoAmI(service, "Host", "acme.example.com").isEqualTo("tenant_acme");
      refused(service, "/who", 400);
    }
  }

  @Test
  void anIdThatNobodyMayHaveIsNobodys() {
    try (TestService service = TestService.start(Open.class, DATABASE, HEADER)) {
      for (String id :
          new String[] {"nobody", "a;drop", "Acme", "a\"b", "pg_catalog", "x".repeat(300)}) {
        refused(service, "/who", 404, "X-Tenant-ID", id);
      }
      assertThat(service.bean(Handled.class).schemas()).isEmpty();
    }
  }

  @Test
  @DisplayName("S15: routes that opt out")
  void routesMayDoWithoutATenant() {
    try (TestService service =
        TestService.start(
            Open.class,
            DATABASE,
            HEADER,
            "flexidb.tenant.shared-paths=/admin/**",
            "flexidb.tenant.open-paths=/info")) {
      ok(service, "/admin/who").isEqualTo("bypassed");
      ok(service, "/info").isEqualTo("none");
      service
          .client()
          .get()
          .uri("/adminwho")
          .exchange()
          .expectStatus()
          .isBadRequest()
          .expectBody(String.class);
      service
          .client()
          .get()
          .uri("/actuator/nothing")
          .exchange()
          .expectStatus()
          .isNotFound()
          .expectBody(String.class);
    }
  }

  @Test
  void aPreflightRequestNeedsNoTenant() {
    try (TestService service = TestService.start(Open.class, DATABASE, HEADER)) {
      assertThat(
              service
                  .client()
                  .options()
                  .uri("/who")
                  .header("Origin", "http://localhost:9")
                  .header("Access-Control-Request-Method", "GET")
                  .exchange()
                  .expectBody(String.class)
                  .returnResult()
                  .getStatus()
                  .value())
          .isNotEqualTo(400);
    }
  }

  @Test
  void withoutASourceRequestsHaveNoTenants() {
    try (TestService service =
        TestService.start(Open.class, DATABASE, "flexidb.tenant.subdomain.base-domains=")) {
      ok(service, "/who").isEqualTo("none");
    }
  }

  private static WebTestClient.BodySpec<String, ?> ok(TestService service, String path) {
    return service
        .client()
        .get()
        .uri(path)
        .exchange()
        .expectStatus()
        .isOk()
        .expectBody(String.class);
  }

  private static WebTestClient.BodySpec<String, ?> whoAmI(
      TestService service, String header, String value) {
    return service
        .client()
        .get()
        .uri("/who")
        .header(header, value)
        .exchange()
        .expectStatus()
        .isOk()
        .expectBody(String.class);
  }

  private static void refused(TestService service, String path, int status, String... header) {
    WebTestClient.RequestHeadersSpec<?> request = service.client().get().uri(path);
    if (header.length > 0) {
      request.header(header[0], header[1]);
    }
    ProblemDetail problem =
        Objects.requireNonNull(
            request
                .exchange()
                .expectStatus()
                .isEqualTo(status)
                .expectHeader()
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .expectBody(ProblemDetail.class)
                .returnResult()
                .getResponseBody());
    assertThat(problem.getStatus()).isEqualTo(status);
    assertThat(problem.getDetail()).isNotBlank();
  }

  private static WebTestClient.ResponseSpec withToken(
      TestService service, String token, String... header) {
    WebTestClient.RequestHeadersSpec<?> request =
        service.client().get().uri("/who").headers(headers -> headers.setBearerAuth(token));
    if (header.length > 0) {
      request.header(header[0], header[1]);
    }
    return request.exchange();
  }

  /** What handlers were asked for. */
  record Handled(Queue<String> schemas) {}

  @RestController
  static class Who {

    private final Handled handled;

    Who(Handled handled) {
      this.handled = handled;
    }

    @GetMapping({"/who", "/t/{tenant}/who", "/admin/who", "/adminwho", "/info"})
    Mono<String> who() {
      return Mono.deferContextual(
          context -> {
            String tenant =
                TenantContext.isBypassed(context)
                    ? "bypassed"
                    : TenantContext.schemaOf(context).map(SchemaName::value).orElse("none");
            handled.schemas().add(tenant);
            return Mono.just(tenant);
          });
    }
  }

  static class Base {

    @Bean
    Handled handled() {
      return new Handled(new ConcurrentLinkedQueue<>());
    }

    @Bean
    Who who(Handled handled) {
      return new Who(handled);
    }

    @Bean
    TenantLookup lookup() {
      Set<String> known = Set.of("acme", "globex");
      return id -> known.contains(id) ? Mono.just(new SchemaName("tenant_" + id)) : Mono.empty();
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class Open extends Base {

    @Bean
    SecurityWebFilterChain everything(ServerHttpSecurity http) {
      return http.authorizeExchange(any -> any.anyExchange().permitAll())
          .csrf(ServerHttpSecurity.CsrfSpec::disable)
          .build();
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class ByKey extends Open {

    @Bean
    TenantResolver byKey() {
      return exchange ->
          Mono.justOrEmpty(exchange.getRequest().getHeaders().getFirst("X-Api-Key"))
              .map(key -> key.replace("key of ", ""));
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class Secured extends Base {

    @Bean
    SecurityWebFilterChain tokens(ServerHttpSecurity http) {
      return http.authorizeExchange(any -> any.anyExchange().permitAll())
          .anonymous(Customizer.withDefaults())
          .oauth2ResourceServer(
              server -> server.jwt(jwt -> jwt.jwtDecoder(token -> Mono.just(verified(token)))))
          .build();
    }

    private static Jwt verified(String token) {
      return new Jwt(
          token,
          null,
          null,
          Map.of("alg", "none"),
          token.equals("none") ? Map.of("sub", "somebody") : Map.of("tenant", token));
    }
  }
}
