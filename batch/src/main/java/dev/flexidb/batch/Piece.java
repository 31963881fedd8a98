package dev.flexidb.batch;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** One operation on its target, with all that stands around it. */
record Piece<R>(
    Invocation invocation,
    Target<R> target,
    Function<? super R, ? extends Publisher<?>> work,
    @Nullable Duration timeout) {

  /** Never fails and never is empty. */
  Mono<Outcome<Object>> outcome() {
    return Mono.defer(
        () -> {
          long start = Ticks.now();
          return limited()
              .singleOptional()
              .<Outcome<Object>>map(
                  value -> new Outcome.Success<>(value.orElse(null), since(start)))
              .onErrorResume(error -> Mono.just(new Outcome.Failure<>(error, since(start))));
        });
  }

  private static Duration since(long start) {
    return Duration.ofNanos(Ticks.now() - start);
  }

  private Mono<Object> limited() {
    Mono<Object> result = new QuietMono(chain());
    return timeout == null ? result : result.timeout(timeout, Mono.error(this::timedOut));
  }

  private OperationTimeoutException timedOut() {
    return new OperationTimeoutException(
        invocation.operation(), invocation.name(), Objects.requireNonNull(timeout));
  }

  private Mono<Object> chain() {
    Mono<Object> chain = guarded();
    List<Middleware> middleware = target.middleware();
    for (int i = middleware.size() - 1; i >= 0; i--) {
      chain = around(middleware.get(i), chain);
    }
    return chain;
  }

  private Mono<Object> around(Middleware middleware, Mono<Object> next) {
    return Mono.defer(
        () ->
            orFail(
                middleware.apply(invocation, next),
                "Middleware " + middleware.getClass().getSimpleName()));
  }

  private Mono<Object> guarded() {
    Mono<Object> call = Mono.defer(this::call);
    Guard guard = target.guard();
    return guard == null ? call : guard.protect(call);
  }

  private Mono<Object> call() {
    Publisher<?> publisher = orFail(work.apply(target.resource()), "The work");
    return publisher instanceof Mono<?> mono
        ? Mono.from(mono)
        : Flux.<Object>from(publisher).collectList().map(Collections::unmodifiableList);
  }

  // User code may return null where its type forbids it.
  private <T> T orFail(@Nullable T given, String by) {
    if (given == null) {
      throw new IllegalStateException(
          "%s returned null for operation '%s' on '%s': return a Publisher"
              .formatted(by, Label.shown(invocation.operation()), Label.shown(invocation.name())));
    }
    return given;
  }
}
