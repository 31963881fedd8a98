package dev.flexidb;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryMetadata;
import java.net.ConnectException;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Mono;

/** A driver whose attempts to connect are counted, and fail while its server is down. */
final class Attempts implements ConnectionFactory {

  private final ConnectionFactory driver;
  private final AtomicInteger made = new AtomicInteger();

  Attempts(String url) {
    this.driver = ConnectionFactories.get(url);
  }

  volatile boolean down;

  int made() {
    return made.get();
  }

  @Override
  public Mono<? extends Connection> create() {
    return Mono.defer(
        () -> {
          made.incrementAndGet();
          return down
              ? Mono.error(new ConnectException("Connection refused"))
              : Mono.from(driver.create());
        });
  }

  @Override
  public ConnectionFactoryMetadata getMetadata() {
    return driver.getMetadata();
  }
}
