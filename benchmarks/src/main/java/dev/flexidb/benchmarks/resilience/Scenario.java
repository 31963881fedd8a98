package dev.flexidb.benchmarks.resilience;

import reactor.core.publisher.Mono;

/** Something that goes wrong under load. */
public interface Scenario {

  /** Lets it go wrong; errors only where the scenario itself cannot be set up. */
  Mono<Report> run();
}
