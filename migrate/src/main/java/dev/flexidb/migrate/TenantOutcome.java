package dev.flexidb.migrate;

import dev.flexidb.Database;
import dev.flexidb.batch.Outcome;
import dev.flexidb.tenant.SchemaName;
import dev.flexidb.tenant.TenantContext;
import java.time.Duration;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/**
 * How work in one tenant's schema ended.
 *
 * @param <T> the type of the value
 */
public record TenantOutcome<T>(SchemaName schema, Outcome<T> outcome) {

  /** Does the work in the tenant's view, and never errors. */
  static <T> Mono<TenantOutcome<T>> of(
      SchemaName schema,
      Database database,
      Function<? super Database, ? extends Mono<? extends T>> work) {
    return Mono.defer(
        () -> {
          long began = System.nanoTime();
          return Mono.<T>defer(() -> work.apply(database).map(value -> value))
              .<Outcome<T>>map(value -> new Outcome.Success<>(value, since(began)))
              .switchIfEmpty(Mono.fromSupplier(() -> new Outcome.Success<>(null, since(began))))
              .onErrorResume(error -> Mono.just(new Outcome.Failure<>(error, since(began))))
              .map(outcome -> new TenantOutcome<>(schema, outcome))
              .contextWrite(TenantContext.withSchema(schema));
        });
  }

  private static Duration since(long began) {
    return Duration.ofNanos(System.nanoTime() - began);
  }
}
