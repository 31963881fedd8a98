package dev.flexidb.benchmarks;

import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.DatabaseServer;
import dev.flexidb.embedded.DatabaseServers;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Servers of our own, started when they are first wanted; blocks. */
final class Servers implements Function<DatabaseKind, DatabaseServer>, AutoCloseable {

  private final Map<DatabaseKind, DatabaseServer> started = new ConcurrentHashMap<>();

  @Override
  public DatabaseServer apply(DatabaseKind kind) {
    return started.computeIfAbsent(kind, DatabaseServers::start);
  }

  @Override
  public void close() {
    started.values().forEach(DatabaseServer::close);
  }
}
