package dev.flexidb.tenant;

import reactor.core.publisher.Mono;

/** What a pipeline sees, in its Context and on its thread: a schema, "bypass" or "none". */
final class Seen {

  private Seen() {}

  static Mono<String> inContext() {
    return Mono.deferContextual(
        context ->
            Mono.just(
                TenantContext.schemaOf(context)
                    .map(SchemaName::value)
                    .orElse(TenantContext.isBypassed(context) ? "bypass" : "none")));
  }

  static Mono<String> inHandle() {
    return Mono.just(1).handle((value, sink) -> sink.next(Edge.seen()));
  }

  static Mono<String> inMap() {
    return Mono.just(1).map(value -> Edge.seen());
  }
}
