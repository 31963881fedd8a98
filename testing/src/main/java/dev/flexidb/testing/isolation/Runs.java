package dev.flexidb.testing.isolation;

import dev.flexidb.Database;
import dev.flexidb.tenant.TenantContext;
import java.util.List;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The runs of one assertion. */
record Runs(
    Witness one,
    Witness other,
    List<Database> databases,
    Function<String, ? extends Publisher<?>> work) {

  /** All of them; a whole one of each first and last: rows to see, and what was left behind. */
  Flux<Boolean> all(int count, int atOnce) {
    int turns = (count + 1) / 2;
    return Flux.concat(
        run(0, 0),
        run(1, 0),
        Flux.merge(lane(2, turns, atOnce / 2), lane(3, turns, atOnce / 2)),
        run(2 * turns + 2, 0),
        run(2 * turns + 3, 0));
  }

  /** Those of one tenant, whose numbers are all even or all odd. */
  private Flux<Boolean> lane(int first, int turns, int atOnce) {
    return Flux.range(0, turns).flatMap(turn -> run(first + 2 * turn, turn), atOnce);
  }

  private Mono<Boolean> run(int number, int turn) {
    Manner manner = Manner.of(turn);
    Witness self = number % 2 == 0 ? one : other;
    Witness foreign = number % 2 == 0 ? other : one;
    Flux<Object> started = Flux.defer(() -> Flux.<Object>from(work.apply(self.marker(number))));
    return manner
        .apply(started, databases, turn)
        .onErrorMap(error -> failed(self, manner, error))
        .doOnNext(
            value -> {
              if (self.isForeign(value, foreign)) {
                throw leaked(self, foreign, manner, value);
              }
            })
        .then(Mono.just(true))
        .contextWrite(TenantContext.withSchema(self.tenant()));
  }

  void requireSeen() {
    for (Witness each : List.of(one, other)) {
      if (each.seen().get() == 0) {
        throw new AssertionError(
            "the work never gave its own marker in tenant %s, so nothing is shown; let it write the marker and then give what it reads"
                .formatted(each.tenant()));
      }
    }
  }

  private static AssertionError failed(Witness self, Manner manner, Throwable error) {
    return new AssertionError(
        "the work failed in tenant %s, in a run %s: %s"
            .formatted(self.tenant(), manner, error.getMessage()),
        error);
  }

  private static AssertionError leaked(Witness self, Witness foreign, Manner manner, Object value) {
    return new AssertionError(
        "tenant %s was given what tenant %s wrote, in a run %s: %s"
            .formatted(self.tenant(), foreign.tenant(), manner, Witness.text(value)));
  }
}
