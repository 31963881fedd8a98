package dev.flexidb.spring.web;

import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Finds the tenant that a request names. Beans of this type are asked in their order, before path,
 * subdomain and header; the first answer counts. Has to be thread-safe.
 *
 * <pre>{@code
 * @Bean
 * TenantResolver byApiKey(ApiKeys keys) {
 *   return exchange -> keys.ownerOf(exchange.getRequest().getHeaders().getFirst("X-Api-Key"));
 * }
 * }</pre>
 */
@FunctionalInterface
public interface TenantResolver {

  /** The tenant's id; empty if the request names none in this way. */
  Mono<String> resolve(ServerWebExchange exchange);
}
