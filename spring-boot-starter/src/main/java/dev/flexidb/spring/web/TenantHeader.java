package dev.flexidb.spring.web;

import java.util.List;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** A header, for services behind a gateway that sets it. */
record TenantHeader(String name) implements TenantResolver {

  @Override
  public Mono<String> resolve(ServerWebExchange exchange) {
    List<String> values = exchange.getRequest().getHeaders().getValuesAsList(name);
    return values.size() > 1
        ? Mono.error(TenantRefusedException.ambiguous())
        : Mono.justOrEmpty(values.stream().findFirst()).filter(id -> !id.isBlank());
  }
}
