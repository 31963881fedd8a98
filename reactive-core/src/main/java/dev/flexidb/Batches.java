package dev.flexidb;

import dev.flexidb.batch.BatchOptions;
import dev.flexidb.batch.BatchResult;
import dev.flexidb.batch.Fanout;
import dev.flexidb.batch.Middleware;
import dev.flexidb.batch.Operation;
import dev.flexidb.batch.Outcome;
import dev.flexidb.batch.Target;
import dev.flexidb.tenant.TenantContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/** Asks databases at once, each by its name and inside its middleware. Thread-safe. */
final class Batches {

  private final Databases databases;
  private final Middlewares middlewares;
  private final Fanout<Database> fanout;

  Batches(Databases databases) {
    this.databases = databases;
    this.middlewares = new Middlewares(databases);
    this.fanout = new Fanout<>(this::target, Batches::shownToMiddleware);
  }

  void use(Middleware middleware) {
    middlewares.add(middleware);
  }

  void use(String name, Middleware middleware) {
    middlewares.add(name, middleware);
  }

  void forget(String name) {
    middlewares.forget(name);
  }

  Mono<BatchResult> all(
      Map<String, ? extends Function<? super Database, ? extends Publisher<?>>> operations,
      BatchOptions options) {
    return fanout.all(labelled(operations), options);
  }

  Mono<Map<String, Outcome<Object>>> settled(
      Map<String, ? extends Function<? super Database, ? extends Publisher<?>>> operations,
      BatchOptions options) {
    return fanout.settled(labelled(operations), options);
  }

  private static List<Operation<Database>> labelled(
      Map<String, ? extends Function<? super Database, ? extends Publisher<?>>> operations) {
    List<Operation<Database>> labelled = new ArrayList<>(operations.size());
    operations.forEach(
        (key, operation) ->
            labelled.add(
                operation instanceof DatabaseOperation.On on
                    ? new Operation<>(key, on.database(), on.operation())
                    : new Operation<>(key, key, operation)));
    return labelled;
  }

  /** A Database passes each statement through its guard by itself, so the fan-out needs none. */
  private Target<Database> target(String name) {
    return new Target<>(databases.get(name), null, middlewares.around(name));
  }

  private static Map<String, Object> shownToMiddleware(ContextView context) {
    return TenantContext.schemaOf(context)
        .<Map<String, Object>>map(schema -> Map.of("schema", schema))
        .orElseGet(Map::of);
  }
}
