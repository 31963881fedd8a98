package dev.flexidb.pooling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.error.AcquireRefusedException;
import dev.flexidb.error.AcquireTimeoutException;
import dev.flexidb.error.ClosedException;
import dev.flexidb.error.ConnectFailedException;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.util.retry.Retry;

@Isolated("turns the clock of all schedulers")
class ConnectionSourceTest {

  private static final Duration ACQUIRE = Duration.ofSeconds(10);
  private static final Duration LIFETIME = Duration.ofMinutes(30);
  private static final Duration IDLE = Duration.ofMinutes(10);

  private final StubDriver driver = new StubDriver();
  private final HandClock clock = new HandClock();
  private final ConnectionSource source = over(driver, 2);

  @AfterEach
  void close() {
    source.close().block();
  }

  private ConnectionSource over(StubDriver any, int maxPending) {
    return over(any, maxPending, Duration.ofMinutes(1), Retry.max(0));
  }

  /** As the defaults have it: the attempts together take longer than a caller waits. */
  private ConnectionSource retrying(StubDriver any) {
    return over(any, 2, Duration.ofSeconds(5), Retry.fixedDelay(2, Duration.ofSeconds(1)));
  }

  private ConnectionSource over(StubDriver any, int maxPending, Duration limit, Retry retry) {
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
            .maxSize(2)
            .maxLifeTime(LIFETIME)
            .maxIdleTime(IDLE)
            .clock(clock)
            .allocatorSubscribeOn(Schedulers.immediate()),
        connector.singleAttempts(),
        ACQUIRE,
        maxPending,
        lastFailure::get);
  }

  private static Mono<Void> borrowAndReturn(ConnectionSource any) {
    return any.acquire().flatMap(Lease::release);
  }

  /** Holds both connections until it is disposed. */
  private static Disposable exhaust(ConnectionSource any) {
    Mono<Lease> holder = Mono.usingWhen(any.acquire(), lease -> Mono.never(), Lease::release);
    Disposable.Composite both = Disposables.composite();
    both.add(holder.subscribe());
    both.add(holder.subscribe());
    return both;
  }

  @Test
  void usesAReturnedConnectionAgain() {
    borrowAndReturn(source).then(borrowAndReturn(source)).as(StepVerifier::create).verifyComplete();

    assertThat(driver.opened).hasSize(1);
    assertThat(source.gauges()).isEqualTo(new PoolGauges(1, 0, 1, 0));
  }

  @Test
  void tellsThePoolsNumbersWhenNoConnectionBecomesFree() {
    StepVerifier.withVirtualTime(
            () -> {
              ConnectionSource full = over(driver, 2);
              exhaust(full);
              return full.acquire();
            })
        .expectSubscription()
        .thenAwait(ACQUIRE)
        .verifyErrorSatisfies(
            error ->
                assertThat(error)
                    .hasMessage(
                        "database \"app\": no connection within 10000 ms (total=2, active=2, idle=0,"
                            + " waiting=0, max=2); shorten the work that holds connections, or raise"
                            + " maxSize or acquireTimeout")
                    .isInstanceOfSatisfying(
                        AcquireTimeoutException.class,
                        timeout -> assertThat(timeout.poolWasFull()).isTrue()));
  }

  @Test
  void tellsAFullPoolFromAServerThatLetsNobodyIn() {
    StepVerifier.withVirtualTime(() -> over(new StubDriver(Mono::never), 2).acquire())
        .expectSubscription()
        .thenAwait(ACQUIRE)
        .verifyErrorSatisfies(
            error ->
                assertThat(error)
                    .hasMessageContaining("the server lets no connection in")
                    .isInstanceOfSatisfying(
                        AcquireTimeoutException.class,
                        timeout -> assertThat(timeout.poolWasFull()).isFalse()));
  }

  @Test
  void tellsWhyTheLastConnectionCouldNotBeOpened() {
    StepVerifier.withVirtualTime(() -> retrying(new StubDriver(Mono::never)).acquire())
        .expectSubscription()
        .thenAwait(ACQUIRE)
        .verifyErrorSatisfies(
            error ->
                assertThat(error)
                    .isInstanceOf(AcquireTimeoutException.class)
                    .hasMessage(
                        "database \"app\": no connection within 10000 ms (total=0, active=0, idle=0,"
                            + " waiting=0, max=2); the last attempt to open one failed: database"
                            + " \"app\": cannot connect to db:5432 (no answer within 5000 ms); check"
                            + " that the server is up and that host and port are right")
                    .hasCauseInstanceOf(ConnectFailedException.class));
  }

  @Test
  void refusesACallerWhenTheQueueIsFull() {
    Disposable holders = exhaust(source);
    Disposable first = source.acquire().subscribe();
    Disposable second = source.acquire().subscribe();

    source
        .acquire()
        .as(StepVerifier::create)
        .verifyErrorSatisfies(
            error ->
                assertThat(error)
                    .isInstanceOf(AcquireRefusedException.class)
                    .hasMessage(
                        "database \"app\": all 2 connections are in use and 2 callers wait already;"
                            + " ask again later, or raise maxSize or maxPending"));

    first.dispose();
    second.dispose();
    holders.dispose();
  }

  @Test
  void aCallerThatStopsWaitingLeavesTheQueue() {
    Disposable holders = exhaust(source);
    source.acquire().subscribe().dispose();

    assertThat(source.gauges().pending()).isZero();
    holders.dispose();
  }

  @Test
  void servesWhoWaitedWhenAConnectionIsReturned() {
    Disposable holders = exhaust(source);

    borrowAndReturn(source).as(StepVerifier::create).then(holders::dispose).verifyComplete();
  }

  @Test
  void refusesWorkOnceItIsClosed() {
    source.close().as(StepVerifier::create).verifyComplete();

    source.acquire().as(StepVerifier::create).verifyError(ClosedException.class);
  }

  @Test
  void whoWaitsWhileItIsClosedIsTold() {
    Disposable holders = exhaust(source);

    source
        .acquire()
        .as(StepVerifier::create)
        .then(() -> source.close().subscribe())
        .verifyError(ClosedException.class);
    holders.dispose();
  }

  @Test
  void replacesConnectionsThatDiedInThePoolWithoutAnError() {
    Disposable holders = exhaust(source);
    holders.dispose();
    driver.opened.forEach(stub -> stub.alive = false);

    borrowAndReturn(source).as(StepVerifier::create).verifyComplete();

    assertThat(driver.opened).hasSize(3);
    assertThat(driver.opened.subList(0, 2)).allMatch(stub -> stub.closed);
  }

  @Test
  void aConnectionIsClosedWhenItsLifeIsOver() {
    borrowAndReturn(source).as(StepVerifier::create).verifyComplete();
    for (Duration age = Duration.ZERO; age.compareTo(LIFETIME) < 0; age = age.plusMinutes(5)) {
      clock.advance(Duration.ofMinutes(5));
      borrowAndReturn(source).as(StepVerifier::create).verifyComplete();
    }

    assertThat(driver.opened).hasSize(2);
    assertThat(driver.opened.get(0).closed).isTrue();
  }

  @Test
  void aConnectionWithoutWorkIsClosed() {
    borrowAndReturn(source).as(StepVerifier::create).verifyComplete();
    clock.advance(IDLE);

    borrowAndReturn(source).as(StepVerifier::create).verifyComplete();

    assertThat(driver.opened).hasSize(2);
    assertThat(driver.opened.get(0).closed).isTrue();
  }

  @Test
  void aDestroyedConnectionIsClosedAndItsPlaceIsFree() {
    source.acquire().flatMap(Lease::destroy).as(StepVerifier::create).verifyComplete();

    assertThat(driver.opened).singleElement().matches(stub -> stub.closed);
    assertThat(source.gauges()).isEqualTo(new PoolGauges(0, 0, 0, 0));
  }

  @Test
  void aConnectionThatDoesNotCloseIsNotWaitedForLong() {
    StepVerifier.withVirtualTime(
            () -> {
              StubDriver stuck = new StubDriver();
              return over(stuck, 2)
                  .acquire()
                  .doOnNext(lease -> stuck.opened.forEach(stub -> stub.closes = false))
                  .flatMap(Lease::destroy);
            })
        .thenAwait(Duration.ofSeconds(2))
        .verifyComplete();
  }

  @Test
  void releasingTwiceReturnsAConnectionOnce() {
    source
        .acquire()
        .flatMap(lease -> lease.release().then(lease.release()))
        .as(StepVerifier::create)
        .verifyComplete();

    assertThat(source.gauges()).isEqualTo(new PoolGauges(1, 0, 1, 0));
  }

  @Test
  void destroyingAfterTheReleaseLeavesTheNextBorrowersConnectionAlone() {
    source
        .acquire()
        .flatMap(lease -> lease.release().then(lease.destroy()))
        .as(StepVerifier::create)
        .verifyComplete();

    assertThat(driver.opened).noneMatch(stub -> stub.closed);
  }

  @Test
  void opensAConnectionBesideThePoolAndClosesItAfterUse() {
    Disposable full = exhaust(source);

    Mono<Boolean> use = Mono.usingWhen(source.another(), beside -> Mono.just(true), Lease::release);
    use.then(use).as(StepVerifier::create).expectNext(true).verifyComplete();

    assertThat(driver.opened).hasSize(4);
    assertThat(driver.opened.subList(2, 4)).allMatch(stub -> stub.closed);
    assertThat(source.gauges().total()).isEqualTo(2);
    full.dispose();
  }

  @Test
  void hasTwoConnectionsBesideThePoolAtMost() {
    Mono<Void> hold = Mono.usingWhen(source.another(), beside -> Mono.never(), Lease::release);
    Disposable first = hold.subscribe();
    Disposable second = hold.subscribe();
    StepVerifier.create(source.another().flatMap(Lease::release))
        .expectSubscription()
        .expectNoEvent(Duration.ofMillis(50))
        .then(first::dispose)
        .verifyComplete();
    second.dispose();
  }
}
