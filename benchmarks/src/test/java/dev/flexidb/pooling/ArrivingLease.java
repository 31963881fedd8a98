package dev.flexidb.pooling;

import io.r2dbc.spi.Connection;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Mono;

/** A connection on its way from the pool, which counts how often it comes back. */
public final class ArrivingLease {

  static {
    ManualTimer.install();
  }

  private final ManualMono<Connection> pool = new ManualMono<>();
  private final AtomicInteger returns = new AtomicInteger();
  private final Mono<Lease> lease =
      new Handover<>(
              pool, Duration.ofHours(1), TimeoutException::new, c -> returns.incrementAndGet())
          .map(Lease::new);

  public Mono<Lease> lease() {
    return lease;
  }

  public void arrive() {
    pool.emit(new PhysicalConnection(driver()));
  }

  public int returns() {
    return returns.get();
  }

  private Connection driver() {
    return (Connection)
        Proxy.newProxyInstance(
            Connection.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "close" -> Mono.fromRunnable(returns::incrementAndGet);
                  case "isAutoCommit" -> true;
                  case "validate" -> Mono.just(true);
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }
}
