package dev.flexidb.spring.observe.actuate;

import dev.flexidb.DatabaseStats;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One database, as the endpoint tells of it. */
public record DatabaseView(
    Instant registeredAt,
    ServerView primary,
    Map<String, ServerView> replicas,
    List<String> groups) {

  static DatabaseView of(String name, DatabaseStats stats, Map<String, List<String>> groups) {
    Map<String, ServerView> replicas = new LinkedHashMap<>();
    stats.replicas().forEach((server, of) -> replicas.put(server, ServerView.of(of)));
    return new DatabaseView(
        stats.registeredAt(),
        ServerView.of(stats),
        replicas,
        groups.entrySet().stream()
            .filter(group -> group.getValue().contains(name))
            .map(Map.Entry::getKey)
            .toList());
  }
}
