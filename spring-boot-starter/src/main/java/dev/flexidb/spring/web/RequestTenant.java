package dev.flexidb.spring.web;

import java.security.Principal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Which tenant a request names. Where a claim is configured, a caller who has logged in is in the
 * tenant of that claim alone: whatever else names another one, or any at all where the token has no
 * such claim, is an attempt to get into it.
 */
final class RequestTenant {

  private final @Nullable TenantClaim claim;
  private final List<TenantResolver> resolvers;

  RequestTenant(@Nullable TenantClaim claim, List<TenantResolver> resolvers) {
    this.claim = claim;
    this.resolvers = List.copyOf(resolvers);
  }

  /** The tenant's id; empty if there is none. Errors with {@link TenantRefusedException}. */
  Mono<String> of(ServerWebExchange exchange) {
    TenantClaim configured = claim;
    if (configured == null) {
      return named(exchange).next();
    }
    return exchange
        .<Principal>getPrincipal()
        .filter(configured::isLogin)
        .map(principal -> claimed(configured, principal, exchange))
        .defaultIfEmpty(named(exchange).next())
        .flatMap(tenant -> tenant);
  }

  private Mono<String> claimed(
      TenantClaim configured, Principal principal, ServerWebExchange exchange) {
    Mono<String> id = Mono.justOrEmpty(configured.of(principal));
    String expected = configured.of(principal).orElse("");
    return named(exchange)
        .any(other -> !other.equals(expected))
        .flatMap(forged -> forged ? Mono.error(TenantRefusedException.forged()) : id);
  }

  private Flux<String> named(ServerWebExchange exchange) {
    return Flux.fromIterable(resolvers).concatMap(resolver -> resolver.resolve(exchange));
  }
}
