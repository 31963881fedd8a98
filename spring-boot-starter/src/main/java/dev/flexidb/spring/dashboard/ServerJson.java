package dev.flexidb.spring.dashboard;

import dev.flexidb.DatabaseStats;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A server as the page reads it: numbers and states, and nothing that anybody wrote. */
final class ServerJson {

  private ServerJson() {}

  static Map<String, @Nullable Object> of(ServerKey key, ServerHistory history) {
    Map<String, @Nullable Object> view = new LinkedHashMap<>();
    view.put("replica", key.replica());
    DatabaseStats stats = history.stats();
    Point last = history.last();
    if (stats == null || last == null) {
      return view;
    }
    view.put("connected", stats.connected());
    view.put("health", stats.health());
    view.put("circuit", stats.circuit());
    view.put("open", stats.totalConnections());
    view.put("max", stats.maxConnections());
    view.put("queries", stats.totalQueries());
    view.put("failed", stats.failedQueries());
    view.put("refused", stats.refusedQueries());
    view.put("limited", stats.limitedQueries());
    view.put("average", Micros.of(stats.avgResponseTime()));
    view.put("now", last.toJson());
    return view;
  }
}
