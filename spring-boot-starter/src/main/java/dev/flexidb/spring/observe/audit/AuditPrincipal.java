package dev.flexidb.spring.observe.audit;

import reactor.core.publisher.Mono;

/**
 * Finds who does something, in the Reactor Context of who subscribed to it. Unless a bean says
 * otherwise it is who has logged in, as Spring Security knows it.
 */
@FunctionalInterface
public interface AuditPrincipal {

  /** The name; empty for nobody. It is subscribed to with that Context. */
  Mono<String> current();
}
