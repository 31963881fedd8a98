package dev.flexidb;

import dev.flexidb.batch.Middleware;
import dev.flexidb.error.UnknownDatabaseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** What stands around batch operations, in the order of registration. Thread-safe. */
final class Middlewares {

  private final Set<String> known;
  private final List<Middleware> global = new CopyOnWriteArrayList<>();
  private final Map<String, List<Middleware>> byName = new ConcurrentHashMap<>();

  Middlewares(Set<String> known) {
    this.known = known;
  }

  void add(Middleware middleware) {
    global.add(given(middleware));
  }

  void add(String name, Middleware middleware) {
    given(middleware);
    if (!known.contains(name)) {
      throw new UnknownDatabaseException(name, known);
    }
    byName.computeIfAbsent(name, n -> new CopyOnWriteArrayList<>()).add(middleware);
  }

  private static Middleware given(Middleware middleware) {
    return Settings.given("middleware", middleware, "one, such as (invocation, next) -> next");
  }

  /** Outermost first: those of every database, then those of this one. */
  List<Middleware> around(String name) {
    List<Middleware> chain = new ArrayList<>(global);
    chain.addAll(byName.getOrDefault(name, List.of()));
    return chain;
  }
}
