package dev.flexidb;

import dev.flexidb.batch.CircuitState;
import dev.flexidb.routing.QueryObserver;
import dev.flexidb.tenant.SchemaName;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.util.context.ContextView;

/** Tells the listeners what happens to one server of a database. Thread-safe; never waits. */
final class ServerEvents {

  private static final QueryObserver.Ending NOBODYS = (took, error, cancelled, sent) -> {};

  private final String database;
  private final String server;
  private final boolean replica;
  private final Listeners listeners;

  ServerEvents(String database, String server, boolean replica, Listeners listeners) {
    this.database = database;
    this.server = server;
    this.replica = replica;
    this.listeners = listeners;
  }

  void connected() {
    listeners.tellChange(listener -> listener.onConnect(database, server));
  }

  void disconnected() {
    listeners.tellChange(listener -> listener.onDisconnect(database, server));
  }

  void failed(Throwable error) {
    listeners.tellNews(listener -> listener.onError(database, server, error));
  }

  void retrying(int attempt, Duration delay, Throwable error) {
    listeners.tellNews(listener -> listener.onRetry(database, server, attempt, delay, error));
  }

  void healthChanged(HealthStatus before, HealthStatus now) {
    listeners.tellChange(listener -> listener.onHealthChanged(database, server, before, now));
  }

  void circuitChanged(CircuitState before, CircuitState now) {
    listeners.tellChange(listener -> listener.onCircuitChanged(database, server, before, now));
  }

  /** What tells of statements; null where nobody listens, so that it costs nothing. */
  @Nullable QueryObserver queries() {
    return listeners.listenToQueries() || !listeners.observers().isEmpty() ? this::begun : null;
  }

  private QueryObserver.Ending begun(
      String sql, @Nullable SchemaName tenant, ContextView subscriber) {
    if (OwnStatements.isOwn(subscriber)) {
      return NOBODYS;
    }
    List<StatementObserver.Ending> endings =
        listeners
            .observers()
            .started(
                new StatementObserver.Start(database, server, replica, tenant, sql), subscriber);
    return (took, error, cancelled, sent) -> {
      if (sent) {
        listeners.tellQuery(new QueryEvent(database, server, tenant, sql, took, error, cancelled));
      }
      StatementObserver.End end = new StatementObserver.End(took, error, cancelled, sent);
      endings.forEach(ending -> ending.ended(end));
    };
  }

  void gaveUp(int attempts, Throwable error) {
    listeners.tellChange(
        listener -> listener.onReconnectGivenUp(database, server, attempts, error));
  }

  /** Database and server, for messages. */
  @Override
  public String toString() {
    return "database \"%s\", server %s".formatted(database, server);
  }
}
