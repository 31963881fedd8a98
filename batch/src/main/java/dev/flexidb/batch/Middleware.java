package dev.flexidb.batch;

import reactor.core.publisher.Mono;

/**
 * Behaviour around each operation of a batch: it may time, log, replace, delay, answer in the place
 * of, retry or fail it.
 *
 * <p>Thread-safe. {@code next} is the rest of the chain with the operation at its end; each
 * subscription to it calls the operation afresh. It completes empty when the operation has no
 * value, and fails with {@link CircuitOpenException} when the circuit of the name is open, which a
 * middleware may answer for. The subscriber's Context reaches it. A middleware that throws or
 * returns null fails its operation only; when the batch is cancelled, so is what it returned.
 *
 * <pre>{@code
 * Middleware timing = (invocation, next) -> next.elapsed()
 *     .doOnNext(t -> log.info("{} on {}: {} ms", invocation.operation(), invocation.name(), t.getT1()))
 *     .map(Tuple2::getT2);
 * }</pre>
 */
@FunctionalInterface
public interface Middleware {

  /** Answers for the operation: {@code next}, something made of it, or something else. */
  Mono<Object> apply(Invocation invocation, Mono<Object> next);
}
