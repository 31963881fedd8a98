package dev.flexidb.routing;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/** What was written in one Context, for each database. Thread-safe. */
public final class CausalWrites {

  private static final Object KEY = CausalWrites.class;

  private final Map<Object, Written> byDatabase = new ConcurrentHashMap<>();

  private CausalWrites() {}

  /** A Context in which nothing was written yet. */
  public static Context none() {
    return Context.of(KEY, new CausalWrites());
  }

  /**
   * What was written to the router's database; null where nobody wants to know. What was written
   * through another router has no place that this one's servers could be measured by.
   */
  static @Nullable Written to(Router router, ContextView context) {
    CausalWrites writes = context.getOrDefault(KEY, null);
    return writes == null
        ? null
        : writes.byDatabase.compute(
            router.identity(),
            (database, written) ->
                written == null ? new Written(router) : written.asSeenBy(router));
  }
}
