package dev.flexidb;

import dev.flexidb.batch.Middleware;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** What stands around batch operations, in the order of registration. Thread-safe. */
final class Middlewares {

  private final Databases known;
  private final List<Middleware> global = new CopyOnWriteArrayList<>();
  private final Map<String, List<Middleware>> byName = new ConcurrentHashMap<>();

  Middlewares(Databases known) {
    this.known = known;
  }

  void add(Middleware middleware) {
    global.add(given(middleware));
  }

  void add(String name, Middleware middleware) {
    given(middleware);
    known.whileRegistered(
        Collections.singleton(name),
        () -> byName.computeIfAbsent(name, n -> new CopyOnWriteArrayList<>()).add(middleware));
  }

  /** Nothing stands around the database of this name but what stands around all. */
  void forget(String name) {
    byName.remove(name);
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
