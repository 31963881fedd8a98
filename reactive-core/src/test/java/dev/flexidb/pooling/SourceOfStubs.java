package dev.flexidb.pooling;

import io.r2dbc.pool.ConnectionPoolConfiguration;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.retry.Retry;

/** A source of two connections at most to a driver without a server, by a clock that stands. */
abstract class SourceOfStubs {

  static final Duration ACQUIRE = Duration.ofSeconds(10);
  static final Duration LIFETIME = Duration.ofMinutes(30);
  static final Duration IDLE = Duration.ofMinutes(10);

  final StubDriver driver = new StubDriver();
  final HandClock clock = new HandClock();
  final ConnectionSource source = over(driver, 2);

  @AfterEach
  void close() {
    source.close(Duration.ZERO).block();
  }

  final ConnectionSource over(StubDriver any, int maxPending) {
    return over(any, 2, maxPending, 0, Duration.ofMinutes(1), Retry.max(0));
  }

  /** Of four connections at most, of which one tenant may hold two. */
  final ConnectionSource fair(StubDriver any, int maxPending) {
    return over(any, 4, maxPending, 2, Duration.ofMinutes(1), Retry.max(0));
  }

  /** As the defaults have it: the attempts together take longer than a caller waits. */
  final ConnectionSource retrying(StubDriver any) {
    return over(any, 2, 2, 0, Duration.ofSeconds(5), Retry.fixedDelay(2, Duration.ofSeconds(1)));
  }

  private ConnectionSource over(
      StubDriver any, int maxSize, int maxPending, int maxPerTenant, Duration limit, Retry retry) {
    AtomicReference<@Nullable Throwable> lastFailure = new AtomicReference<>();
    Connector connector =
        new Connector(
            any,
            "app",
            "db:5432",
            limit,
            retry,
            connection -> Mono.empty(),
            new ConnectionObserver() {
              @Override
              public void connected() {}

              @Override
              public void connectFailed(Throwable error) {
                lastFailure.set(error);
              }
            });
    return new ConnectionSource(
        "app",
        ConnectionPoolConfiguration.builder(connector)
            .initialSize(0)
            .maxSize(maxSize)
            .maxLifeTime(LIFETIME)
            .maxIdleTime(IDLE)
            .clock(clock)
            .allocatorSubscribeOn(Schedulers.immediate()),
        connector.singleAttempts(),
        ACQUIRE,
        maxPending,
        maxPerTenant,
        lastFailure::get);
  }

  static Mono<Void> borrowAndReturn(ConnectionSource any) {
    return any.acquire().flatMap(Lease::release);
  }

  /** Holds both connections until it is disposed. */
  static Disposable exhaust(ConnectionSource any) {
    Mono<Lease> holder = Mono.usingWhen(any.acquire(), lease -> Mono.never(), Lease::release);
    Disposable.Composite both = Disposables.composite();
    both.add(holder.subscribe());
    both.add(holder.subscribe());
    return both;
  }
}
