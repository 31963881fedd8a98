package dev.flexidb.cli;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What was asked of many databases, side by side: the answers of those that gave one, and the
 * errors of the others.
 */
record PerDatabase<T>(List<T> answers, Map<String, Throwable> errors) {

  private record Answered<T>(String database, List<T> answers, List<Throwable> error) {}

  static <T> PerDatabase<T> ask(Collection<String> databases, Function<String, Flux<T>> question) {
    List<Answered<T>> all =
        Flux.fromIterable(databases)
            .flatMapSequential(
                database ->
                    Flux.defer(() -> question.apply(database))
                        .collectList()
                        .map(answers -> new Answered<>(database, answers, List.of()))
                        .onErrorResume(
                            Exception.class,
                            error ->
                                Mono.just(new Answered<T>(database, List.of(), List.of(error)))),
                Math.max(1, databases.size()))
            .collectList()
            .blockOptional()
            .orElse(List.of());
    Map<String, Throwable> errors = new java.util.LinkedHashMap<>();
    all.forEach(each -> each.error().forEach(error -> errors.put(each.database(), error)));
    return new PerDatabase<>(
        all.stream().flatMap(each -> each.answers().stream()).toList(), errors);
  }

  /** Tells the errors. */
  void complain(Answer answer) {
    errors.forEach(
        (database, error) ->
            answer.tell(
                "failed: " + Failures.line(error),
                "error",
                Json.facts("database", database, "message", Failures.line(error))));
  }
}
