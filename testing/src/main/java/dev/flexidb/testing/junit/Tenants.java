package dev.flexidb.testing.junit;

import dev.flexidb.tenant.SchemaName;
import reactor.core.publisher.Mono;

/** Makes and drops the schemas of tenants in one database. Thread-safe. */
interface Tenants {

  Mono<Void> make(SchemaName schema);

  Mono<Void> drop(SchemaName schema);
}
