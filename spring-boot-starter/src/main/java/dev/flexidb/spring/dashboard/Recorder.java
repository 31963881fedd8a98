package dev.flexidb.spring.dashboard;

import dev.flexidb.DatabaseStats;
import dev.flexidb.ReactiveFlexiDb;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Looks at all databases now and then, and remembers the last minutes of each of their servers.
 * Thread-safe.
 */
final class Recorder {

  private final ReactiveFlexiDb db;
  private final Happened happened;
  private final Map<ServerKey, ServerHistory> histories = new LinkedHashMap<>();
  private Map<String, DatabaseStats> stats = Map.of();
  private long number;

  Recorder(ReactiveFlexiDb db, Happened happened) {
    this.db = db;
    this.happened = happened;
  }

  /** Looks at them. Asks nobody: what is known is read. */
  synchronized void sample(long at) {
    stats = db.stats();
    List<Happened.Event> events = happened.take();
    Map<ServerKey, DatabaseStats> servers = servers();
    histories.keySet().retainAll(servers.keySet());
    for (Happened.Event event : events) {
      ServerHistory history = histories.get(key(event, servers.keySet()));
      if (history != null) {
        history.told(event);
      }
    }
    servers.forEach(
        (key, now) -> histories.computeIfAbsent(key, each -> new ServerHistory()).sampled(at, now));
    number++;
  }

  private Map<ServerKey, DatabaseStats> servers() {
    Map<ServerKey, DatabaseStats> servers = new LinkedHashMap<>();
    stats.forEach(
        (name, primary) -> {
          servers.put(new ServerKey(name, null), primary);
          primary
              .replicas()
              .forEach((label, replica) -> servers.put(new ServerKey(name, label), replica));
        });
    return servers;
  }

  /** The primary has a label as well, by which nobody else knows it. */
  private static ServerKey key(Happened.Event event, Set<ServerKey> known) {
    ServerKey replica = new ServerKey(event.database(), event.server());
    return known.contains(replica) ? replica : new ServerKey(event.database(), null);
  }

  /** The number of the last look. */
  synchronized long number() {
    return number;
  }

  /**
   * How all databases are, in the order of their registration.
   *
   * @param whole with what is remembered; else with what has changed since this was asked last
   */
  synchronized List<Map<String, @Nullable Object>> databases(boolean whole) {
    List<Map<String, @Nullable Object>> databases = new ArrayList<>();
    for (String name : stats.keySet()) {
      Map<String, @Nullable Object> database = new LinkedHashMap<>();
      database.put("name", name);
      database.put(
          "servers",
          histories.entrySet().stream()
              .filter(entry -> entry.getKey().database().equals(name))
              .map(entry -> server(entry.getKey(), entry.getValue(), whole))
              .toList());
      databases.add(database);
    }
    return databases;
  }

  private static Map<String, @Nullable Object> server(
      ServerKey key, ServerHistory history, boolean whole) {
    Map<String, @Nullable Object> server = ServerJson.of(key, history);
    boolean changed = !whole && history.takeChanged();
    if (whole) {
      server.put("points", history.points().stream().map(Point::toJson).toList());
    }
    if (whole || changed) {
      server.put("changes", history.changes().stream().map(Change::toJson).toList());
    }
    return server;
  }

  /** The groups, and who is in them. */
  List<Map<String, @Nullable Object>> groups() {
    return db.groups().entrySet().stream()
        .map(
            group -> {
              Map<String, @Nullable Object> view = new LinkedHashMap<>();
              view.put("name", group.getKey());
              view.put("databases", group.getValue());
              return view;
            })
        .collect(Collectors.toList());
  }
}
