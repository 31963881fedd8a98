package dev.flexidb;

import dev.flexidb.batch.CircuitState;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import reactor.core.publisher.Mono;

/** Writes down what it is told. */
final class ToldEvents implements FlexiDbListener {

  private final List<String> events = new CopyOnWriteArrayList<>();

  /** All events so far, once this one is among them. */
  Mono<List<String>> awaited(String event) {
    return Mono.fromSupplier(() -> List.copyOf(events))
        .filter(told -> told.contains(event))
        .repeatWhenEmpty(asked -> asked.delayElements(Duration.ofMillis(10)).take(1_000));
  }

  @Override
  public void onRegister(String database) {
    events.add("registered " + database);
  }

  @Override
  public void onUnregister(String database) {
    events.add("unregistered " + database);
  }

  @Override
  public void onConnect(String database, String server) {
    events.add("connected " + database + "@" + server);
  }

  @Override
  public void onDisconnect(String database, String server) {
    events.add("disconnected " + database + "@" + server);
  }

  @Override
  public void onError(String database, String server, Throwable error) {
    events.add("error " + database + "@" + server);
  }

  @Override
  public void onHealthChanged(
      String database, String server, HealthStatus before, HealthStatus now) {
    events.add(before + " > " + now);
  }

  @Override
  public void onCircuitChanged(
      String database, String server, CircuitState before, CircuitState now) {
    events.add(before + " > " + now);
  }
}
