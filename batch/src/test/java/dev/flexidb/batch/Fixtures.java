package dev.flexidb.batch;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/** Resources that are their own names. */
final class Fixtures {

  private Fixtures() {}

  static Fanout<String> fanout(Middleware... middleware) {
    return new Fanout<>(
        name -> new Target<>(name, null, List.of(middleware)), Fixtures::noAttributes);
  }

  static Fanout<String> guarded(Guard guard, Middleware... middleware) {
    return new Fanout<>(
        name -> new Target<>(name, guard, List.of(middleware)), Fixtures::noAttributes);
  }

  static Map<String, Object> noAttributes(ContextView context) {
    return Map.of();
  }

  /** An operation on the resource "db". */
  static Operation<String> op(String label, Publisher<?> work) {
    return calling(label, resource -> work);
  }

  static Operation<String> calling(
      String label, Function<? super String, ? extends Publisher<?>> work) {
    return new Operation<>(label, "db", work);
  }

  static Mono<BatchResult> all(Fanout<String> fanout, List<Operation<String>> operations) {
    return fanout.all(operations, BatchOptions.DEFAULTS);
  }

  static Mono<Map<String, Outcome<Object>>> settled(
      Fanout<String> fanout, List<Operation<String>> operations) {
    return fanout.settled(operations, BatchOptions.DEFAULTS);
  }

  static Outcome.Success<Object> success(Map<String, Outcome<Object>> outcomes, String label) {
    return (Outcome.Success<Object>) Objects.requireNonNull(outcomes.get(label));
  }

  static @Nullable Object value(Map<String, Outcome<Object>> outcomes, String label) {
    return success(outcomes, label).value();
  }

  static Outcome.Failure<Object> failure(Map<String, Outcome<Object>> outcomes, String label) {
    return (Outcome.Failure<Object>) Objects.requireNonNull(outcomes.get(label));
  }

  static Throwable error(Map<String, Outcome<Object>> outcomes, String label) {
    return failure(outcomes, label).error();
  }
}
