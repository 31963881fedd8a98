package dev.flexidb.spring.web;

import static dev.flexidb.tenant.TenantContext.withSchema;
import static dev.flexidb.tenant.TenantContext.withoutSchema;

import dev.flexidb.spring.tenant.RememberedTenants;
import dev.flexidb.tenant.SchemaName;
import io.micrometer.common.KeyValue;
import java.util.concurrent.TimeoutException;
import org.springframework.core.Ordered;
import org.springframework.http.server.reactive.observation.ServerRequestObservationContext;
import org.springframework.web.cors.reactive.CorsUtils;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Puts a request's tenant into the Reactor Context of all that answers it, behind Spring Security's
 * filters. A request without a tenant is refused (400), and so is one of a tenant that is not there
 * (404), or is another one's than the caller's (403), before anything is sent in any tenant.
 */
public final class TenantWebFilter implements WebFilter, Ordered {

  /** Behind Spring Security, which has -100, and before filters that name no order. */
  public static final int ORDER = -50;

  /** The key of the tenant's schema in the span of the request. */
  public static final String TRACE_KEY = "flexidb.tenant";

  private final RequestTenant tenant;
  private final RememberedTenants tenants;
  private final Paths shared;
  private final Paths open;

  TenantWebFilter(RequestTenant tenant, RememberedTenants tenants, Paths shared, Paths open) {
    this.tenant = tenant;
    this.tenants = tenants;
    this.shared = shared;
    this.open = open;
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    if (shared.match(exchange)) {
      return chain.filter(exchange).contextWrite(withoutSchema());
    }
    // A preflight request carries no token, and reaches no handler.
    if (open.match(exchange) || CorsUtils.isPreFlightRequest(exchange.getRequest())) {
      return chain.filter(exchange);
    }
    return tenant
        .of(exchange)
        .switchIfEmpty(Mono.error(TenantRefusedException::missing))
        .flatMap(
            id ->
                tenants
                    .schemaOf(id)
                    .onErrorMap(TimeoutException.class, late -> TenantRefusedException.late())
                    .switchIfEmpty(Mono.error(TenantRefusedException::unknown))
                    .map(schema -> new ServedTenant(id, schema)))
        .flatMap(served -> serve(served, exchange, chain));
  }

  private static Mono<Void> serve(
      ServedTenant served, ServerWebExchange exchange, WebFilterChain chain) {
    served.in(exchange);
    SchemaName schema = served.schema();
    ServerRequestObservationContext.findCurrent(exchange.getAttributes())
        .ifPresent(
            observed ->
                observed.addHighCardinalityKeyValue(KeyValue.of(TRACE_KEY, schema.value())));
    return chain.filter(exchange).contextWrite(withSchema(schema));
  }

  @Override
  public int getOrder() {
    return ORDER;
  }
}
