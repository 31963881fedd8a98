package dev.flexidb.spring.web;

import dev.flexidb.Causality;
import org.springframework.core.Ordered;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** Lets the reads of a request see its own writes, on replicas too. */
final class CausalityWebFilter implements WebFilter, Ordered {

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    return Mono.defer(() -> chain.filter(exchange).contextWrite(Causality.withCausality()));
  }

  @Override
  public int getOrder() {
    return TenantWebFilter.ORDER - 1;
  }
}
