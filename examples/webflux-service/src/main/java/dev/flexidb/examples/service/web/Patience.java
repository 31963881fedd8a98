package dev.flexidb.examples.service.web;

import static dev.flexidb.Deadline.withDeadline;

import dev.flexidb.spring.web.TenantWebFilter;
import java.time.Duration;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * How long a shop's request waits for databases: one that hangs, and does not say so, keeps nobody
 * longer. It is enough for all attempts to connect, so that a server that is gone is told as such.
 */
@Component
@Order(TenantWebFilter.ORDER - 1)
final class Patience implements WebFilter {

  private static final Duration LONGEST = Duration.ofSeconds(5);

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    Mono<Void> answered = chain.filter(exchange);
    return exchange.getRequest().getPath().pathWithinApplication().value().startsWith("/t/")
        ? answered.contextWrite(withDeadline(LONGEST))
        : answered;
  }
}
