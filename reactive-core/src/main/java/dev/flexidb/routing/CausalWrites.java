package dev.flexidb.routing;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/** What was written in one Context, for each database. Thread-safe. */
public final class CausalWrites {

  private static final Object KEY = CausalWrites.class;

  private final Map<Router, Written> byDatabase = new ConcurrentHashMap<>();

  private CausalWrites() {}

  /** A Context in which nothing was written yet. */
  public static Context none() {
    return Context.of(KEY, new CausalWrites());
  }

  /** What was written to the database; null where nobody wants to know. */
  static @Nullable Written to(Router database, ContextView context) {
    CausalWrites writes = context.getOrDefault(KEY, null);
    return writes == null
        ? null
        : writes.byDatabase.computeIfAbsent(database, unwritten -> new Written());
  }
}
