package dev.flexidb;

import dev.flexidb.error.UnknownDatabaseException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** All databases of one service, in the order of their registration. Thread-safe. */
final class Databases {

  private final Map<String, Database> byName;

  Databases(Map<String, Database> byName) {
    this.byName = Collections.unmodifiableMap(byName);
  }

  List<String> names() {
    return List.copyOf(byName.keySet());
  }

  Database get(String name) {
    Database database = byName.get(name);
    if (database == null) {
      throw new UnknownDatabaseException(name, byName.keySet());
    }
    return database;
  }

  /** Errors with the first failure once every database was tried. */
  Mono<Void> connect() {
    return Flux.fromIterable(byName.values())
        .flatMapDelayError(database -> database.backend().connect(), byName.size() + 1, 1)
        .then()
        .onErrorMap(Exceptions::isMultiple, Databases::firstOf);
  }

  private static Throwable firstOf(Throwable errors) {
    List<Throwable> all = Exceptions.unwrapMultiple(errors);
    Throwable first = all.get(0);
    all.stream().skip(1).forEach(first::addSuppressed);
    return first;
  }

  /** Whether each of these answers. */
  Mono<Map<String, Boolean>> health(List<String> names) {
    return Flux.fromIterable(names)
        .flatMapSequential(name -> get(name).backend().isHealthy(), names.size() + 1)
        .collectList()
        .map(
            answers -> {
              Map<String, Boolean> health = new LinkedHashMap<>();
              for (int i = 0; i < names.size(); i++) {
                health.put(names.get(i), answers.get(i));
              }
              return Collections.unmodifiableMap(health);
            });
  }

  Map<String, DatabaseStats> stats() {
    Map<String, DatabaseStats> stats = new LinkedHashMap<>();
    byName.forEach((name, database) -> stats.put(name, database.backend().stats()));
    return Collections.unmodifiableMap(stats);
  }

  Mono<Void> close() {
    return Flux.fromIterable(byName.values())
        .flatMapDelayError(database -> database.backend().close(), byName.size() + 1, 1)
        .then();
  }
}
