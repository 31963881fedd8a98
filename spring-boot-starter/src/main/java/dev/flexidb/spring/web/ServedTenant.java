package dev.flexidb.spring.web;

import dev.flexidb.tenant.SchemaName;
import java.util.Optional;
import org.springframework.web.server.ServerWebExchange;

/** The tenant that a request is answered in. */
record ServedTenant(String id, SchemaName schema) {

  private static final String KEY = ServedTenant.class.getName();

  /** Notes it for those who see the exchange. */
  void in(ServerWebExchange exchange) {
    exchange.getAttributes().put(KEY, this);
  }

  static Optional<ServedTenant> of(ServerWebExchange exchange) {
    return Optional.ofNullable(exchange.<ServedTenant>getAttribute(KEY));
  }
}
