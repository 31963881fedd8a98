package dev.flexidb.benchmarks.runner;

import reactor.core.publisher.Mono;

/** What is done over and over. Thread-safe. */
@FunctionalInterface
public interface Operation {

  /** Does it once, for one of a tenant's rows; fails where the answer is not that tenant's. */
  Mono<Void> run(int tenant, int key);
}
