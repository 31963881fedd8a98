package dev.flexidb;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryMetadata;
import io.r2dbc.spi.ValidationDepth;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A driver whose connections are remembered. */
final class Opened implements ConnectionFactory {

  private final ConnectionFactory driver;
  private final List<Connection> connections = new CopyOnWriteArrayList<>();

  Opened(String url) {
    this.driver = ConnectionFactories.get(url);
  }

  /**
   * How many connections there were, once the driver has read the end of each: a server that is
   * gone has ended them all, but an event loop that has much to do reads that later.
   */
  Mono<Integer> allLost() {
    return Flux.fromIterable(connections)
        .concatMap(connection -> connection.validate(ValidationDepth.LOCAL))
        .any(alive -> alive)
        .filter(alive -> !alive)
        .repeatWhenEmpty(asked -> asked.delayElements(Duration.ofMillis(20)).take(500))
        .map(lost -> connections.size());
  }

  @Override
  public Mono<? extends Connection> create() {
    return Mono.<Connection>from(driver.create()).doOnNext(connections::add);
  }

  @Override
  public ConnectionFactoryMetadata getMetadata() {
    return driver.getMetadata();
  }
}
